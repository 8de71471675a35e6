package dev.postern.source;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * One file's text with its line starts. Bytes are read as UTF-8; where they are not valid UTF-8,
 * the whole file is read as ISO-8859-1, which loses nothing. A byte order mark is dropped.
 */
public final class SourceFile {
  private static final String MARK = "\uFEFF";
  private static final char ESCAPE = '\u001b';

  private final String path;
  private final byte[] bytes;
  private final String text;
  private final int[] lineStarts;

  private SourceFile(String path, byte[] bytes, String text) {
    this.path = path;
    this.bytes = bytes;
    this.text = text;
    this.lineStarts = lineStarts(text);
  }

  /**
   * A file as its bytes were found.
   *
   * @param path relative to the host's root, with {@code /}
   */
  public static SourceFile of(String path, byte[] bytes) {
    String text = decode(bytes);
    return new SourceFile(path, bytes, text.startsWith(MARK) ? text.substring(1) : text);
  }

  public static SourceFile of(String path, String text) {
    return new SourceFile(path, text.getBytes(StandardCharsets.UTF_8), text);
  }

  private static String decode(byte[] bytes) {
    // Much the fastest way; where it had to replace something, the strict one decides.
    String text = new String(bytes, StandardCharsets.UTF_8);
    if (text.indexOf('\uFFFD') < 0) {
      return text;
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      return new String(bytes, StandardCharsets.ISO_8859_1);
    }
  }

  private static int[] lineStarts(String text) {
    int[] starts = new int[16];
    int count = 1;
    for (int at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) {
      if (count == starts.length) {
        starts = Arrays.copyOf(starts, count * 2);
      }
      starts[count++] = at + 1;
    }
    return Arrays.copyOf(starts, count);
  }

  public String path() {
    return path;
  }

  /**
   * The text as a terminal shows it: without what sets colours, titles and modes (ECMA-48 sections
   * 5.4 and 5.6, and the operating system commands of xterm).
   */
  public SourceFile asShown() {
    return text.indexOf(ESCAPE) < 0
        ? this
        : new SourceFile(path, bytes, Terminal.CONTROL.matcher(text).replaceAll(""));
  }

  /** Whether a byte order mark was dropped. */
  public boolean hasByteOrderMark() {
    return bytes.length > 2
        && bytes[0] == (byte) 0xEF
        && bytes[1] == (byte) 0xBB
        && bytes[2] == (byte) 0xBF;
  }

  /**
   * The same file with its byte order mark, if it has one, as the first letter of its text: so it
   * is to programs that know of none.
   */
  public SourceFile withByteOrderMark() {
    return hasByteOrderMark() && !text.startsWith(MARK)
        ? new SourceFile(path, bytes, MARK + text)
        : this;
  }

  public String text() {
    return text;
  }

  /** The first line of more than so many characters, its line end included; 0 for none. */
  int firstLineOver(int characters) {
    for (int i = 0; i < lineStarts.length; i++) {
      int end = i + 1 < lineStarts.length ? lineStarts[i + 1] : text.length();
      if (end - lineStarts[i] > characters) {
        return i + 1;
      }
    }
    return 0;
  }

  /** Number of lines; the empty text after a final newline is not one. */
  public int lines() {
    return lineStarts[lineStarts.length - 1] == text.length() && lineStarts.length > 1
        ? lineStarts.length - 1
        : lineStarts.length;
  }

  /** The offset of a line's first character; lines count from 1 and must be of the file. */
  public int start(int line) {
    return lineStarts[line - 1];
  }

  /** The offset behind a line's last character, its newline left out. */
  public int end(int line) {
    return line < lineStarts.length ? lineStarts[line] - 1 : text.length();
  }

  /**
   * The text of a line without its line end.
   *
   * @param line from 1; outside the file gives the empty text
   */
  public String line(int line) {
    if (line < 1 || line > lineStarts.length) {
      return "";
    }
    int start = lineStarts[line - 1];
    int end = line < lineStarts.length ? lineStarts[line] - 1 : text.length();
    if (end > start && text.charAt(end - 1) == '\r') {
      end--;
    }
    return text.substring(start, end);
  }

  /** The span of {@code [start, end)}, offsets into {@link #text()}. */
  public Span span(int start, int end) {
    int first = lineAt(start);
    int last = lineAt(end);
    return new Span(
        path, first + 1, start - lineStarts[first] + 1, last + 1, end - lineStarts[last] + 1);
  }

  /** The span of a whole line, leading and trailing white space left out. */
  public Span lineSpan(int line) {
    if (line < 1 || line > lineStarts.length) {
      return new Span(path, line, 1, line, 1);
    }
    int first = start(line);
    int last = end(line);
    int start = first;
    while (start < last && Character.isWhitespace(text.charAt(start))) {
      start++;
    }
    int end = last;
    while (end > start && Character.isWhitespace(text.charAt(end - 1))) {
      end--;
    }
    return new Span(path, line, start - first + 1, line, end - first + 1);
  }

  private int lineAt(int offset) {
    int found = Arrays.binarySearch(lineStarts, offset);
    return found >= 0 ? found : -found - 2;
  }

  /** SHA-256 of the file's bytes, in lower-case hexadecimal. */
  public String sha256() {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  @Override
  public String toString() {
    return path;
  }

  /** Its pattern is compiled for the few files that a terminal's output was saved in. */
  private static final class Terminal {
    static final Pattern CONTROL =
        Pattern.compile(
            "\u001b(?:\\[[0-?]*+[ -/]*+[@-~]|\\][^\u0007\u001b\n]*+(?:\u0007|\u001b\\\\)?|[ -/]*+[0-~])");
  }
}
