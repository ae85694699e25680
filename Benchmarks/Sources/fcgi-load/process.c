// Stops a process, so that requests can be queued before it reads the first one.

#include "load.h"

#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// Whether proc(5) says that all threads are stopped, by a signal or by a tracer.
static int has_stopped(int process) {
    char path[300];
    snprintf(path, sizeof path, "/proc/%d/task", process);
    DIR *tasks = opendir(path);
    int all = tasks != NULL;
    for (struct dirent *entry; all && (entry = readdir(tasks)) != NULL;) {
        if (entry->d_name[0] == '.') {
            continue;
        }
        char line[512] = "";
        snprintf(path, sizeof path, "/proc/%d/task/%s/stat", process, entry->d_name);
        FILE *file = fopen(path, "r");
        if (file != NULL) {
            if (fgets(line, sizeof line, file) == NULL) {
                line[0] = 0;
            }
            fclose(file);
        }
        // The state follows the name, which is in parentheses.
        const char *end = strrchr(line, ')');
        all = end != NULL && strlen(end) > 2 && (end[2] == 'T' || end[2] == 't');
    }
    if (tasks != NULL) {
        closedir(tasks);
    }
    return all;
}

int stop_process(int process) {
    if (kill(process, SIGSTOP) != 0) {
        return 0;
    }
    for (int try = 0; try < 5000; try++) {
        if (has_stopped(process)) {
            return 1;
        }
        usleep(1000);
    }
    kill(process, SIGCONT);
    return 0;
}

void continue_process(int process) {
    kill(process, SIGCONT);
}
