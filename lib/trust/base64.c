#include "trust/base64.h"

#include <openssl/evp.h>
#include <string.h>

#include "base/ensure.h"

void base64_write(const uint8_t *bytes, size_t len, char *out)
{
	ensure(len <= BASE64_BYTES_MAX);
	int written = EVP_EncodeBlock((unsigned char *)out, bytes, (int)len);
	ensure(written == (int)BASE64_LEN(len));
}

bool base64_read(const char *text, size_t text_len, uint8_t *out, size_t len)
{
	uint8_t bytes[BASE64_BYTES_MAX + 2]; /* padding is decoded as well */
	char again[BASE64_LEN(BASE64_BYTES_MAX) + 1];

	ensure(len <= BASE64_BYTES_MAX);
	if (text_len != BASE64_LEN(len) ||
	    EVP_DecodeBlock(bytes, (const unsigned char *)text,
			    (int)text_len) != (int)(BASE64_LEN(len) / 4 * 3))
		return false;
	base64_write(bytes, len, again);
	if (memcmp(again, text, text_len) != 0)
		return false;
	memcpy(out, bytes, len);
	return true;
}
