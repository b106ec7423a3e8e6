#include <stdio.h>
#include <string.h>

#ifndef GREETINGS
#define GREETINGS "/usr/share/hello-koji"
#endif

/* Prints the greeting in the language of the first argument, in English without one. */
int main(int argc, char **argv)
{
    char path[256], line[256];
    FILE *greeting = NULL;

    if (argc > 1 && strspn(argv[1], "abcdefghijklmnopqrstuvwxyz") == strlen(argv[1])) {
        snprintf(path, sizeof path, "%s/%s", GREETINGS, argv[1]);
        greeting = fopen(path, "r");
    }
    if (greeting && fgets(line, sizeof line, greeting))
        fputs(line, stdout);
    else
        puts("Hello from Koji");
    if (greeting)
        fclose(greeting);
    return 0;
}
