/* Experiments of one command share a cache of runs and data sets. Results must not depend on it. */
#define _XOPEN_SOURCE 700
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cache.h"
#include "support.h"

/* --- the cache: each value is a copy of its key */

static atomic_int alive;

static char *make_value(const char *key)
{
    char *value = malloc(strlen(key) + 1);
    strcpy(value, key);
    atomic_fetch_add(&alive, 1);
    return value;
}

static void free_value(void *value)
{
    atomic_fetch_sub(&alive, 1);
    free(value);
}

static asl_cache_item *hold(asl_cache *c, const char *key, bool wait)
{
    asl_cache_item *item;
    asl_error err;
    ck_assert_int_eq(asl_cache_hold(c, key, wait, &item, &err), ASL_OK);
    return item;
}

/* Holds a key, makes the value if necessary, and releases it. Returns whether the value was made. */
static bool use(asl_cache *c, const char *key, size_t bytes)
{
    asl_cache_item *item = hold(c, key, true);
    bool made = asl_cache_value(item) == NULL;
    if (made) asl_cache_set(c, item, make_value(key), bytes);
    ck_assert_str_eq(asl_cache_value(item), key);
    asl_cache_release(c, item);
    return made;
}

START_TEST(the_least_recently_used_goes_first)
{
    asl_cache *c;
    asl_error err;
    ck_assert_int_eq(asl_cache_new(&c, 30, free_value, &err), ASL_OK);
    ck_assert(use(c, "a", 10) && use(c, "b", 10) && use(c, "c", 10));
    ck_assert(!use(c, "a", 10)); /* a is now used more recently than b */
    ck_assert(use(c, "d", 10));
    ck_assert(!use(c, "a", 10) && !use(c, "c", 10) && use(c, "b", 10));
    asl_cache_item *held = hold(c, "b", true);
    ck_assert(use(c, "large", 1000));
    ck_assert_uint_eq(asl_cache_count(c).bytes, 10);
    ck_assert_str_eq(asl_cache_value(held), "b");
    asl_cache_release(c, held);
    ck_assert_int_eq(atomic_load(&alive), 1);
    asl_cache_free(c);
    ck_assert_int_eq(atomic_load(&alive), 0);
}
END_TEST

START_TEST(an_item_is_held_by_several)
{
    asl_cache *c;
    asl_error err;
    ck_assert_int_eq(asl_cache_new(&c, 30, free_value, &err), ASL_OK);
    ck_assert(use(c, "a", 10) && use(c, "b", 10) && use(c, "c", 10));
    asl_cache_item *one = hold(c, "b", true), *two = hold(c, "b", true);
    ck_assert_ptr_eq(one, two);
    asl_cache_release(c, one);
    ck_assert(use(c, "d", 20)); /* a and c are evicted, b is still held */
    ck_assert_str_eq(asl_cache_value(two), "b");
    ck_assert(!use(c, "d", 20));
    asl_cache_release(c, two);
    ck_assert(!use(c, "b", 10) && !use(c, "d", 20) && use(c, "a", 10) && use(c, "b", 10));
    asl_cache_free(c);
    ck_assert_int_eq(atomic_load(&alive), 0);
}
END_TEST

START_TEST(who_fails_leaves_the_turn_to_the_next)
{
    asl_cache *c;
    asl_error err;
    ck_assert_int_eq(asl_cache_new(&c, 1000, free_value, &err), ASL_OK);
    asl_cache_item *mine = hold(c, "a", true);
    ck_assert_ptr_null(asl_cache_value(mine));
    ck_assert_ptr_null(hold(c, "a", false));
    asl_cache_release(c, mine);
    ck_assert(use(c, "a", 1) && !use(c, "a", 1));
    ck_assert_uint_eq(asl_cache_count(c).made, 1);
    ck_assert_uint_eq(asl_cache_count(c).found, 1);
    asl_cache_free(c);
}
END_TEST

enum { THREADS = 8, KEYS = 50, ROUNDS = 40 };

typedef struct crowd {
    asl_cache *cache;
    atomic_int making[KEYS], made;
    bool fails;
} crowd;

/* Each thread requests every key, and no two make the same value at once. With `fails`, every second attempt to make a
 * value fails. */
static void *want_all(void *arg)
{
    crowd *all = arg;
    for (int i = 0; i < KEYS * ROUNDS; i++) {
        char key[16];
        int k = i % KEYS;
        snprintf(key, sizeof key, "key %d", k);
        asl_cache_item *item = hold(all->cache, key, true);
        if (asl_cache_value(item) == NULL) {
            ck_assert_int_eq(atomic_fetch_add(&all->making[k], 1), 0);
            bool gives_up = all->fails && i % 2 == 0;
            atomic_fetch_sub(&all->making[k], 1);
            if (!gives_up) asl_cache_set(all->cache, item, make_value(key), 10);
            atomic_fetch_add(&all->made, !gives_up);
        } else {
            ck_assert_str_eq(asl_cache_value(item), key);
        }
        asl_cache_release(all->cache, item);
    }
    return NULL;
}

static void run_crowd(size_t limit, bool fails, size_t *made)
{
    crowd all = {.fails = fails};
    asl_error err;
    pthread_t threads[THREADS];
    ck_assert_int_eq(asl_cache_new(&all.cache, limit, free_value, &err), ASL_OK);
    for (int i = 0; i < THREADS; i++) ck_assert_int_eq(pthread_create(&threads[i], NULL, want_all, &all), 0);
    for (int i = 0; i < THREADS; i++) pthread_join(threads[i], NULL);
    *made = (size_t)atomic_load(&all.made);
    ck_assert_uint_eq(asl_cache_count(all.cache).made, *made);
    ck_assert_uint_le(asl_cache_count(all.cache).bytes, limit);
    asl_cache_free(all.cache);
    ck_assert_int_eq(atomic_load(&alive), 0);
}

START_TEST(each_value_is_made_once_by_many_threads)
{
    size_t made;
    run_crowd(100000, false, &made);
    ck_assert_uint_eq(made, KEYS);
    run_crowd(100000, true, &made);
    ck_assert_uint_le(made, KEYS);
    run_crowd(100, false, &made); /* room for 10 */
    ck_assert_uint_ge(made, KEYS);
    run_crowd(0, false, &made);
}
END_TEST

/* --- runs: experiments that differ in one option */

typedef struct setting {
    const char *option, *value;
} setting;

static const setting base[] = {
    {"loss", "asl"}, {"reference", "none"}, {"seeds", "2"},  {"labels", "8"}, {"features", "10"}, {"train", "256"},
    {"test", "200"}, {"positives", "1.5"},  {"groups", "3"}, {"epochs", "2"}, {"batch", "32"},    {"hidden", "8"},
};

/* Settings that replace or extend those of base. The numbers of each variant differ from all others. */
static const setting variants[][2] = {
    {{NULL, NULL}},
    {{"loss", "ce"}},
    {{"loss", "asl_detached"}}, /* the same parameters */
    {{"gamma-neg", "3"}},
    {{"seeds", "3-4"}},
    {{"labels", "7"}},
    {{"features", "11"}},
    {{"train", "288"}},
    {{"test", "210"}},
    {{"positives", "1.2"}},
    {{"groups", "4"}},
    {{"epochs", "3"}},
    {{"batch", "16"}},
    {{"hidden", "9"}},
    {{"regime", "hard"}},
    {{"regime", "linear-teacher"}},
    {{"missing", "0.1"}},
    {{"missing", "0.1"}, {"noise", "class"}},
    {{"missing", "0.1"}, {"noise", "instance"}},
    {{"spurious", "0.1"}},
    {{"lr", "0.01"}},
    {{"bias", "zero"}},
    {{"rescue", "discard"}},
    {{"rescue", "relabel"}},
    {{"rescue", "discard"}, {"rescue-at", "0.1"}},
    {{"adapt-target", "0.1"}},
    {{"adapt-target", "0.2"}},
    {{"adapt-target", "0.1"}, {"adapt-rate", "0.2"}},
    {{"trajectory", "true"}},
    {{"trajectory", "true"}, {"records", "3"}},
    {{"optimizer", "sgd"}},
    {{"optimizer", "sgd"}, {"momentum", "0.5"}},
    {{"weight-decay", "0.1"}},
    {{"warmup", "0.5"}},
    {{"ema", "0.9"}},
    {{"validation", "0.5"}},
    {{"threshold", "0.3"}},
    {{"correlation", "0.1"}},
    {{"size-sd", "0.9"}},
    {{"feature-noise", "0.9"}},
    {{"distractors", "5"}},
};
enum { VARIANTS = sizeof variants / sizeof variants[0], BASE = sizeof base / sizeof base[0] };

static const char *value_of(const setting v[2], const char *option)
{
    for (int i = 0; i < 2; i++) {
        if (v[i].option != NULL && strcmp(v[i].option, option) == 0) return v[i].value;
    }
    return NULL;
}

static void write_variant(const char *name, const setting v[2])
{
    char text[2000] = "command = 'train'\noptions {", line[100];
    for (int i = 0; i < BASE; i++) {
        const char *other = value_of(v, base[i].option);
        snprintf(line, sizeof line, " %s = '%s'", base[i].option, other != NULL ? other : base[i].value);
        strcat(text, line);
    }
    for (int i = 0; i < 2 && v[i].option != NULL; i++) {
        bool in_base = false;
        for (int k = 0; k < BASE; k++) in_base = in_base || strcmp(base[k].option, v[i].option) == 0;
        snprintf(line, sizeof line, " %s = '%s'", v[i].option, v[i].value);
        if (!in_base) strcat(text, line);
    }
    write_file(in_workdir(name), strcat(text, " }\n"));
}

/* Every option of train has a variant here, so a new option cannot be forgotten in the keys of the cache. The key of a
 * loss has all its parameters. */
START_TEST(every_option_has_a_variant)
{
    static const char *const no_numbers[] = {"reference", "data", "predictions"};
    result r = shell("$aslab train --help | sed -n 's/^  --\\([a-z-]*\\) .*/\\1/p' | sed '/^plot$/,$d'");
    size_t seen = 0;
    char *rest = r.out;
    for (char *option; (option = strtok_r(rest, "\n", &rest)) != NULL; seen++) {
        bool known = false;
        for (size_t i = 0; i < sizeof no_numbers / sizeof no_numbers[0]; i++)
            known = known || strcmp(no_numbers[i], option) == 0;
        for (int i = 0; i < VARIANTS; i++) known = known || value_of(variants[i], option) != NULL;
        ck_assert_msg(known, "no variant has --%s", option);
    }
    ck_assert_uint_gt(seen, 30);
    result_free(&r);
}
END_TEST

/* "1,234 runs trained, 56 reused" */
static void check_counts(const char *err, size_t trained, size_t reused)
{
    char line[80];
    ck_assert_uint_lt(trained, 1000);
    snprintf(line, sizeof line, "\n%zu runs trained, %zu reused\n", trained, reused);
    ck_assert_msg(strstr(err, line) != NULL, "not '%s' in: %s", line, err);
}

/* Runs each experiment twice in one command, and once in a separate process. The bytes are the same. */
START_TEST(sharing_changes_no_byte)
{
    for (int i = 0; i < VARIANTS; i++) {
        char name[32];
        snprintf(name, sizeof name, "v%d.conf", i);
        write_variant(name, variants[i]);
        snprintf(name, sizeof name, "w%d.conf", i);
        write_variant(name, variants[i]);
    }
    for (int threads = 1; threads <= 5; threads += 4) {
        result r = shell("$aslab figures ./*.conf -o together --render none --threads %d", threads);
        ck_assert_msg(r.status == 0, "%s", r.err);
        check_counts(r.err, 2 * VARIANTS, 2 * VARIANTS);
        result_free(&r);
        r = shell("for f in v*.conf; do n=${f%%.conf}; test -e alone/$n.csv || "
                  "$aslab run ./$f -o alone --render none --quiet || exit; "
                  "for k in $n w${n#v}; do cmp alone/$n.csv together/$k.csv && "
                  "cmp alone/$n-summary.csv together/$k-summary.csv || exit; done; done; rm -r together");
        ck_assert_msg(r.status == 0, "%s%s", r.out, r.err);
        result_free(&r);
    }
}
END_TEST

/* Two grids with different axes and some runs in common. */
START_TEST(grids_that_overlap_share_what_they_have_in_common)
{
    write_file(in_workdir("one.conf"),
               "command = 'train'\noptions { loss = {'ce', 'asl'} lr = '0.01,0.02,0.05' seeds = '2' train = '256' "
               "test = '100' labels = '8' positives = '1.5' }\n");
    write_file(
        in_workdir("two.conf"),
        "command = 'train'\noptions { loss = {'asl', 'asl:gamma_neg=2'} reference = 'ce' lr = '0.02,0.1' seeds = "
        "'2-4' train = '256' test = '100' labels = '8' positives = '1.5' }\n");
    result r = shell("$aslab figures ./one.conf ./two.conf -o d --render none && $aslab run ./two.conf -o e --render "
                     "none --quiet && cmp d/two.csv e/two.csv && cmp d/two-summary.csv e/two-summary.csv");
    ck_assert_msg(r.status == 0, "%s%s", r.out, r.err);
    check_counts(r.err, 12 + 18 - 2, 2); /* ce and asl at 0.02 of seed 2 */
    result_free(&r);
}
END_TEST

static void write_tables(const char *dir, double last)
{
    char path[64], text[8000];
    for (int test = 0; test < 2; test++) {
        int n = snprintf(text, sizeof text, "x1,x2,y_a,y_b\n");
        for (int i = 0; i < 40; i++)
            n += snprintf(text + n, sizeof text - (size_t)n, "%d,%g,%d,%d\n", i * 7 % 40,
                          test && i == 39 ? last : i * 3 % 11, i * 7 % 40 > 20, i % 3 == 0);
        snprintf(path, sizeof path, "%s/%s.csv", dir, test ? "test" : "train");
        write_file(in_workdir(path), text);
    }
}

/* Feature tables count as equal if their numbers are equal, in any folder. */
START_TEST(tables_are_told_apart_by_their_numbers)
{
    result r = shell("mkdir a b c");
    ck_assert_int_eq(r.status, 0);
    result_free(&r);
    write_tables("a", 1);
    write_tables("b", 2);
    write_tables("c", 1);
    for (char c = 'a'; c <= 'c'; c++) {
        char name[16], text[200];
        snprintf(name, sizeof name, "%c.conf", c);
        snprintf(
            text, sizeof text,
            "command = 'train'\noptions { data = '%c' loss = 'asl' seeds = '2' batch = '10' reference = 'none' }\n", c);
        write_file(in_workdir(name), text);
    }
    r = shell(
        "$aslab figures ./a.conf ./b.conf ./c.conf -o d --render none && for n in a b c; do $aslab run ./$n.conf -o "
        "e --render none --quiet && cmp d/$n.csv e/$n.csv || exit; done; cmp -s d/a.csv d/b.csv; echo $?");
    ck_assert_msg(r.status == 0, "%s%s", r.out, r.err);
    ck_assert_str_eq(r.out, "1\n");
    check_counts(r.err, 4, 2);
    result_free(&r);
}
END_TEST

/* Shards that an interrupted command has finished are not trained again, also if experiments share runs. */
START_TEST(sharing_and_shards)
{
    write_file(in_workdir("one.conf"),
               "command = 'train'\noptions { loss = {'ce', 'asl'} lr = '0.01,0.02,0.05' seeds = '4' train = '256' "
               "test = '100' labels = '8' positives = '1.5' }\n");
    result r = shell("cp one.conf two.conf; $aslab figures ./one.conf ./two.conf -o d --render none --quiet && "
                     "$aslab run ./one.conf -o e --shard 1/3 --render none --quiet && "
                     "$aslab figures ./two.conf ./one.conf -o e --shards 3 --render none && cmp d/one.csv e/one.csv && "
                     "cmp d/two-summary.csv e/two-summary.csv");
    ck_assert_msg(r.status == 0, "%s%s", r.out, r.err);
    const char *trained = strstr(r.err, "24 runs trained, ");
    ck_assert_msg(trained != NULL, "%s", r.err);
    int reused = atoi(trained + strlen("24 runs trained, "));
    ck_assert(reused > 0 && reused < 24);
    result_free(&r);
}
END_TEST

SUITE(sharing, the_least_recently_used_goes_first, an_item_is_held_by_several, who_fails_leaves_the_turn_to_the_next,
      each_value_is_made_once_by_many_threads, every_option_has_a_variant, sharing_changes_no_byte,
      grids_that_overlap_share_what_they_have_in_common, tables_are_told_apart_by_their_numbers, sharing_and_shards)
