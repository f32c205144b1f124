#define _XOPEN_SOURCE 700
#include "io/folder.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/text.h"
#include "io/tempfile.h"

char *asl_folder_path(const char *dir, const char *name, const char *ending, asl_error *err)
{
    asl_text t = {0};
    asl_text_format(&t, "%s%s%s%s", dir, dir[strlen(dir) - 1] == '/' ? "" : "/", name, ending);
    return asl_text_take(&t, err);
}

int asl_folder_make(const char *dir, asl_error *err)
{
    if (dir[0] == '\0') return asl_fail(err, ASL_BAD, "the folder's name is empty");
    char *path = asl_copy_text(dir, err);
    if (path == NULL) return ASL_FAILED;
    int code = ASL_OK;
    for (char *c = path + 1; code == ASL_OK; c++) {
        if (*c != '/' && *c != '\0') continue;
        char kept = *c;
        *c = '\0';
        struct stat s;
        if (mkdir(path, 0777) == 0) {
            code = asl_temp_folder(path, err);
            if (code != ASL_OK) rmdir(path);
        } else if (errno != EEXIST) {
            code = asl_fail(err, ASL_FAILED, "cannot make the folder %.300s: %s", path, strerror(errno));
        } else if (stat(path, &s) != 0 || !S_ISDIR(s.st_mode)) {
            code = asl_fail(err, ASL_FAILED, "cannot write into %.300s: it is not a folder", path);
        }
        *c = kept;
        if (kept == '\0') break;
    }
    free(path);
    return code;
}
