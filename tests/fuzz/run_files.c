/* Where no fuzzer is: each file on the command line is one input. */
#include <stdio.h>
#include <stdlib.h>

#include "fuzz.h"

enum { INPUT_MAX = 4 * 1024 * 1024 };

static void run(const char *path, uint8_t *room)
{
	FILE *file = fopen(path, "rbe");
	size_t len;

	ensure(file != NULL);
	len = fread(room, 1, INPUT_MAX, file);
	ensure(!ferror(file));
	ensure(fclose(file) == 0);
	/* Just as long as it is, so that a sanitizer sees what lies beyond. */
	uint8_t *bytes = malloc(len > 0 ? len : 1);
	ensure(bytes != NULL);
	for (size_t i = 0; i < len; i++)
		bytes[i] = room[i];
	(void)LLVMFuzzerTestOneInput(bytes, len);
	free(bytes);
}

int main(int argc, char **argv)
{
	uint8_t *room = malloc(INPUT_MAX);

	ensure(room != NULL);
	for (int i = 1; i < argc; i++)
		run(argv[i], room);
	free(room);
	printf("%d inputs\n", argc - 1);
	return 0;
}
