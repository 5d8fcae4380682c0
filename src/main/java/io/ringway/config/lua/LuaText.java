package io.ringway.config.lua;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Strings of Lua, which are bytes, as text and back without loss: UTF-8, and for each byte that is none of it the lone surrogate U+DC00 plus the byte.
 */
public final class LuaText {
    private static final int ESCAPE = 0xDC00;
    private static final int FIRST_ESCAPED = ESCAPE + 0x80;
    private static final int LAST_ESCAPED = ESCAPE + 0xFF;

    private LuaText() {}

    static String decode(final ByteBuffer bytes) {
        final CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        final CharBuffer text = CharBuffer.allocate(bytes.remaining());
        CoderResult result = decoder.decode(bytes, text, true);
        while (result.isError()) {
            for (int i = 0; i < result.length(); i++) {
                text.put((char) (ESCAPE + (bytes.get() & 0xFF)));
            }
            result = decoder.reset().decode(bytes, text, true);
        }
        return text.flip().toString();
    }

    /**
     * The bytes that the configuration wrote.
     *
     * @param text a string from an argument of a {@link Call}.
     * @return its bytes.
     */
    public static byte[] encode(final String text) {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        text.codePoints().forEach(character -> {
            if (character >= FIRST_ESCAPED && character <= LAST_ESCAPED) {
                bytes.write(character - ESCAPE);
            } else {
                bytes.writeBytes(Character.toString(character).getBytes(StandardCharsets.UTF_8));
            }
        });
        return bytes.toByteArray();
    }
}
