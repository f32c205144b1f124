/* index.html: one self-contained page with the verdicts, the pictures and their captions. */
#ifndef ASL_CLI_PAGE_H
#define ASL_CLI_PAGE_H

#include "cli/figure.h"

/* Write DIR/index.html, dir being open, for figures [n] whose pictures are in DIR. All text is escaped; SVG and PNG pictures are
 * embedded as images, which run no scripts. Links to DIR/lesson.html where that is. */
int asl_page_write(const asl_folder *dir, const asl_figure *figures, size_t n, asl_error *err);

#endif
