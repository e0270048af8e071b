/* Runs a command and measures it: wall time and the greatest memory it held at any time. For
 * tools/bench and for tests that bound memory. Builds on wait4(), whose ru_maxrss is in kilobytes
 * on Linux. Usage: measure REPORT COMMAND [ARGUMENT]...   REPORT receives "MILLISECONDS KILOBYTES";
 * exits as the command does. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double
now_in_milliseconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

int
main(int argc, char **argv)
{
    if (argc < 3) {
        fprintf(stderr, "usage: measure REPORT COMMAND [ARGUMENT]...\n");
        return 2;
    }
    double start = now_in_milliseconds();
    pid_t child = fork();
    if (child == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL); /* a time limit that ends this ends the command */
        execvp(argv[2], argv + 2);
        fprintf(stderr, "measure: %s: %s\n", argv[2], strerror(errno));
        _exit(127);
    }
    int status = 0;
    struct rusage usage;
    if (child < 0 || wait4(child, &status, 0, &usage) < 0) {
        perror("measure");
        return 3;
    }
    double milliseconds = now_in_milliseconds() - start;
    FILE *report = fopen(argv[1], "w");
    if (!report || fprintf(report, "%.3f %ld\n", milliseconds, usage.ru_maxrss) < 0 ||
            fclose(report) != 0) {
        perror("measure");
        return 3;
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
