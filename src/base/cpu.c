#include "base/cpu.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"

static const char *const names[ASL_CPUS] = {"avx512", "avx2", "sse2", "neon", "scalar"};

const char *asl_cpu_name(asl_cpu cpu) { return names[cpu]; }

bool asl_cpu_has(asl_cpu cpu)
{
    switch (cpu) {
#if defined(__x86_64__)
    case ASL_CPU_AVX512: return __builtin_cpu_supports("avx512f") != 0;
    case ASL_CPU_AVX2: return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
    case ASL_CPU_SSE2: return true;
#elif defined(__aarch64__)
    case ASL_CPU_NEON: return true;
#endif
    case ASL_CPU_SCALAR: return true;
    default: return false;
    }
}

/* NULL if nothing is forced. */
static const char *forced_name(void)
{
    const char *name = getenv("ASLAB_KERNEL");
    return name != NULL && name[0] != '\0' ? name : NULL;
}

/* ASL_CPUS if there is no such name. */
static asl_cpu named(const char *name)
{
    int cpu = 0;
    while (cpu < ASL_CPUS && strcmp(name, names[cpu]) != 0) cpu++;
    return (asl_cpu)cpu;
}

asl_cpu asl_cpu_chosen(void)
{
    const char *name = forced_name();
    asl_cpu forced = name != NULL ? named(name) : ASL_CPUS;
    if (forced != ASL_CPUS && asl_cpu_has(forced)) return forced;
    int best = 0;
    while (!asl_cpu_has((asl_cpu)best)) best++;
    return (asl_cpu)best;
}

static void add_names(bool present, asl_text *out)
{
    bool first = true;
    for (int i = 0; i < ASL_CPUS; i++) {
        if (present && !asl_cpu_has((asl_cpu)i)) continue;
        asl_text_format(out, first ? "%s" : ", %s", names[i]);
        first = false;
    }
}

int asl_cpu_check(asl_error *err)
{
    const char *name = forced_name();
    asl_cpu cpu = name != NULL ? named(name) : ASL_CPUS;
    if (name == NULL || (cpu != ASL_CPUS && asl_cpu_has(cpu))) return ASL_OK;
    asl_text list = {0};
    add_names(cpu != ASL_CPUS, &list);
    int code = asl_fail(err, ASL_BAD,
                        cpu == ASL_CPUS ? "ASLAB_KERNEL = '%.40s' is not the name of a kernel: write one of %.80s"
                                        : "ASLAB_KERNEL = '%.40s': this CPU cannot run that kernel; it can run %.80s",
                        name, list.data != NULL ? list.data : "");
    asl_text_free(&list);
    return code;
}
