#!/usr/bin/env node
import '../dist/mock-standin/main.js';
