/* Status codes and errors.
 *
 * Every function that can fail returns an asl_code (0 is success) and, where its last parameter `err` is not NULL,
 * fills it with one sentence naming the thing, the value and what was allowed. The codes are the exit statuses of the
 * command. The library never prints and never exits. */
#ifndef ASL_BASE_STATUS_H
#define ASL_BASE_STATUS_H

#ifdef __FINITE_MATH_ONLY__
#if __FINITE_MATH_ONLY__
#error "aslab computes with infinities and NaN: compile without -ffast-math and -ffinite-math-only"
#endif
#endif

enum asl_code {
    ASL_OK = 0,
    ASL_FAILED = 1,     /* output that cannot be written, memory */
    ASL_BAD = 2,        /* wrong usage or bad input */
    ASL_INCOMPLETE = 3, /* parts are missing */
    ASL_CONFLICT = 4    /* parts disagree */
};

typedef struct asl_error {
    int code;
    char text[640];
} asl_error;

#define ASL_PRINTF(f, a) __attribute__((format(printf, f, a)))

/* Fill err (may be NULL) and return code. What a terminal would not show as it is (asl_text_visible of base/text.h)
 * becomes '?', so that a message is one line and does nothing but appear. */
int asl_fail(asl_error *err, int code, const char *format, ...) ASL_PRINTF(3, 4);

/* Put "<text>" in front of the message already in err (may be NULL), whose code becomes the one given; returns it. */
int asl_fail_in(asl_error *err, int code, const char *format, ...) ASL_PRINTF(3, 4);

#endif
