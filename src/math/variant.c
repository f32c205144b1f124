#include "math/variant.h"

#include <stdlib.h>
#include <string.h>

#include "base/strbuf.h"

static const char *const names[ASL_VARIANTS] = {"avx512", "avx2", "sse2", "neon", "scalar"};

bool asl_variant_supported(enum asl_variant v)
{
    switch (v) {
#ifdef ASL_BUILDS_X86
    case ASL_AVX512: return __builtin_cpu_supports("avx512f") != 0;
    case ASL_AVX2: return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
    case ASL_SSE2: return true;
#elif defined(ASL_BUILDS_128)
    case ASL_NEON: return true;
#endif
    case ASL_SCALAR: return true;
    default: return false;
    }
}

/* NULL if nothing is forced. */
static const char *forced_name(void)
{
    const char *name = getenv("ASLAB_KERNEL");
    return name != NULL && name[0] != '\0' ? name : NULL;
}

/* ASL_VARIANTS if there is no such name. */
static int named(const char *name)
{
    int v = 0;
    while (v < ASL_VARIANTS && strcmp(name, names[v]) != 0) v++;
    return v;
}

static int best(void)
{
    int v = 0;
    while (!asl_variant_supported((enum asl_variant)v)) v++; /* scalar is always supported */
    return v;
}

enum asl_variant asl_variant_chosen(void)
{
    const char *name = forced_name();
    int v = name != NULL ? named(name) : ASL_VARIANTS;
    return (enum asl_variant)(asl_variant_supported((enum asl_variant)v) ? v : best());
}

const char *asl_variant_name(enum asl_variant v) { return names[v]; }

static void add_names(bool supported, asl_strbuf *out)
{
    bool first = true;
    for (int v = 0; v < ASL_VARIANTS; v++) {
        if (supported && !asl_variant_supported((enum asl_variant)v)) continue;
        asl_strbuf_format(out, first ? "%s" : ", %s", names[v]);
        first = false;
    }
}

int asl_variant_check(asl_error *err)
{
    const char *name = forced_name();
    int v = name != NULL ? named(name) : ASL_VARIANTS;
    if (name == NULL || asl_variant_supported((enum asl_variant)v)) return ASL_OK;
    asl_strbuf list = {0};
    add_names(v < ASL_VARIANTS, &list);
    int code = asl_fail(err, ASL_BAD,
                        v == ASL_VARIANTS ? "ASLAB_KERNEL = '%.40s' is not the name of a kernel: write one of %.80s"
                                          : "ASLAB_KERNEL = '%.40s': this CPU cannot run that kernel; it can run %.80s",
                        name, list.data != NULL ? list.data : "");
    asl_strbuf_free(&list);
    return code;
}
