#include "publish/print/matter/matter.h"
#include "publish/print/picture/pictures.h"
#define W(n) __attribute__((weak)) PsgGalley *n(const PsgFlowBook *b, PsgTypeContext *c, PsgFindings *f); PsgGalley *n(const PsgFlowBook *b, PsgTypeContext *c, PsgFindings *f){return NULL;}
W(psg_matter_make_cover) W(psg_matter_make_title_page) W(psg_matter_make_involved) W(psg_matter_make_glossary) W(psg_matter_make_changes) W(psg_matter_make_comments)
__attribute__((weak)) PsgGalley *psg_matter_make_contents(const PsgFlowBook *book, const GPtrArray *galleys, PsgTypeContext *context, PsgFindings *findings){return NULL;}
