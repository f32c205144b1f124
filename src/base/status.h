/* Status codes and errors.
 *
 * Every function that can fail returns an asl_code (0 is success). If its last parameter `err` is not NULL, it fills
 * *err with one sentence that says what is wrong, where, and what is allowed. The codes are the exit statuses of the
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
    ASL_FAILED = 1,     /* output cannot be written, or memory runs out */
    ASL_BAD = 2,        /* wrong usage or bad input */
    ASL_INCOMPLETE = 3, /* shards are missing */
    ASL_CONFLICT = 4    /* shards conflict or are damaged */
};

typedef struct asl_error {
    int code;
    char text[640];
} asl_error;

#define ASL_PRINTF(f, a) __attribute__((format(printf, f, a)))

/* Fill *err (may be NULL) and return code. Every character that a terminal does not simply display (see
 * asl_utf8_visible in base/utf8.h) becomes '?', so that the message is one line without control sequences. */
int asl_fail(asl_error *err, int code, const char *format, ...) ASL_PRINTF(3, 4);

/* Put "<text>" in front of the message already in *err (may be NULL) and set its code. Returns code. */
int asl_fail_in(asl_error *err, int code, const char *format, ...) ASL_PRINTF(3, 4);

#endif
