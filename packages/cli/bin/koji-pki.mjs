#!/usr/bin/env node
import '../dist/pki/main.js';
