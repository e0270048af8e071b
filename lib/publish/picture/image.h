/* Pictures that a contributor put into the package: told by their bytes and not by their name,
 * measured, and cleaned where they are SVG. */
#pragma once
#include <glib.h>

typedef struct {
    const char *media_type; /* one of EPUB's core image types, a static string */
    guint width, height; /* CSS pixels as it is shown, after an EXIF orientation; 0 when an SVG does
                            not say */
    gboolean is_animated; /* a GIF, WebP or PNG of more than one frame; a cleaned SVG never is */
} PsgImageFacts;

#define PSG_IMAGE_SIZE_LIMIT (32 * 1024 * 1024)
#define PSG_IMAGE_DIMENSION_LIMIT 30000
#define PSG_IMAGE_AREA_LIMIT (200u * 1000 * 1000) /* pixels: what a phone can still unpack */
#define PSG_SVG_SIZE_LIMIT (8 * 1024 * 1024)

/* Looks at the bytes of a picture: PNG, JPEG, GIF, WebP (their structure from header to end, sizes
 * of segments within bounds), or SVG (by its root element). FALSE, with a reason for a person in
 * `reason` (a static string), when it is none of these, is cut short, or is larger than the limits.
 */
gboolean psg_image_inspect(GBytes *bytes, PsgImageFacts *facts, const char **reason);

/* Cleans an SVG (SVG 1.1/2 as a static picture): only known elements and attributes of the SVG name
 * space are kept; scripts, event handlers, foreign content, animation of links, references to other
 * files and hosts, external style sheets, entities and the document type go. What is taken out is
 * named in `removed` (nullable, receives owned strings such as
 * "<script>", "onclick", "a reference to another file", each once). Accessible names (<title>,
 * <desc>) stay. Never loads anything. NULL, with a reason, when it is not well formed, too deep
 * (256), too large, or would unfold to more than a million elements through <use>, patterns and
 * masks. The result is UTF-8 with the same bytes for the same input. The caller owns it. */
GBytes *psg_svg_clean(GBytes *bytes, GPtrArray *removed, PsgImageFacts *facts, const char **reason);
