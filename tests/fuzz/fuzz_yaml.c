/* YAML as lib/base reads it, and the search for keys in it. */
#include "base/yaml.h"
#include "fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(PsgYaml) yaml = psg_yaml_parse((const char *)data, size, "plainsong.yaml", &error);
    if (!yaml == !error)
        psg_fuzz_fail("a tree or an error, and never both");
    if (yaml && yaml->kind == PSG_YAML_MAPPING) {
        const char *const known[] = {"plainsong", "title", "documents", NULL};
        psg_yaml_check_keys(yaml, known, "plainsong.yaml", &error);
        psg_yaml_find(yaml, "title");
    }
    return 0;
}
