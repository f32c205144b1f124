#include <string.h>

#include "base/suggest.h"
#include "loss/loss.h"

#define DECLARE(name) extern const asl_family asl_family_##name;
#define ROW(name)     &asl_family_##name,

ASL_FAMILIES(DECLARE)
ASL_IMPLEMENTATIONS(DECLARE)
ASL_BATCH_FAMILIES(DECLARE)

static const asl_family *const families[] = {ASL_FAMILIES(ROW) ASL_IMPLEMENTATIONS(ROW) ASL_BATCH_FAMILIES(ROW)};

size_t asl_family_count(void) { return sizeof families / sizeof families[0]; }

const asl_family *asl_family_at(size_t i) { return families[i]; }

static const char *family_name(const void *table, size_t i)
{
    (void)table;
    return i < asl_family_count() ? families[i]->name : NULL;
}

const asl_family *asl_family_find(const char *name, asl_error *err)
{
    for (size_t i = 0; i < asl_family_count(); i++) {
        if (strcmp(families[i]->name, name) == 0) return families[i];
    }
    char hint[ASL_HINT_CHARS];
    asl_fail(err, ASL_BAD, "unknown loss '%.60s'%s; 'aslab losses' lists them", name,
             asl_name_hint(hint, name, family_name, NULL));
    return NULL;
}

size_t asl_family_params(const asl_family *family)
{
    size_t n = 0;
    while (n < ASL_MAX_PARAMS && family->params[n].name != NULL) n++;
    return n;
}

static const char *param_name(const void *table, size_t i)
{
    const asl_family *family = table;
    return i < asl_family_params(family) ? family->params[i].name : NULL;
}

int asl_family_param(const asl_family *family, const char *name, asl_error *err)
{
    size_t n = asl_family_params(family);
    for (size_t i = 0; i < n; i++) {
        if (asl_same_name(family->params[i].name, name)) return (int)i;
    }
    char hint[ASL_HINT_CHARS];
    if (n == 0) {
        asl_fail(err, ASL_BAD, "%s has no parameter '%.60s'; it has no parameters", family->name, name);
    } else {
        asl_fail(err, ASL_BAD, "%s has no parameter '%.60s'%s; 'aslab losses %s' lists them", family->name, name,
                 asl_name_hint(hint, name, param_name, family), family->name);
    }
    return -1;
}
