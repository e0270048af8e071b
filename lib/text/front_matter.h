/* The YAML between two lines of `---` at the top of a Markdown file: title, lang, summary, read with base/yaml.h. */
    guint lines;     /* lines to skip */
    char *title;
    char *language;
    char *summary;
} PsgFrontMatter;

/* Reads front matter at the start of `source`. One that never ends is text (and a finding), so that nothing of the
 * author's is lost. Unknown keys are findings. Clear with psg_front_matter_clear(). */
void psg_front_matter_read(PsgFrontMatter *front, const char *source, gsize length, const char *path,
        PsgFindings *findings);
void psg_front_matter_clear(PsgFrontMatter *front);
