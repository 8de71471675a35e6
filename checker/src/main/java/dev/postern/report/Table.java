package dev.postern.report;

import java.util.ArrayList;
import java.util.List;

/** Columns of text, each as wide as its widest cell; a column without any content is left out. */
public final class Table {
  private static final String GAP = "  ";

  private final List<String> heads;
  private final List<List<String>> rows = new ArrayList<>();

  public Table(String... heads) {
    this.heads = List.of(heads);
  }

  /**
   * Adds a row.
   *
   * @throws IllegalArgumentException when it has not a cell for each column
   */
  public void row(String... cells) {
    if (cells.length != heads.size()) {
      throw new IllegalArgumentException(cells.length + " cells for " + heads.size() + " columns");
    }
    List<String> row = new ArrayList<>();
    for (String cell : cells) {
      row.add(Printable.whole(cell));
    }
    rows.add(row);
  }

  public boolean isEmpty() {
    return rows.isEmpty();
  }

  /** Appends the table, heads first, lines without trailing blanks. */
  public void append(StringBuilder text, Paint paint) {
    int[] widths = new int[heads.size()];
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], width(row.get(i)));
      }
    }
    for (int i = 0; i < widths.length; i++) {
      widths[i] = widths[i] == 0 ? 0 : Math.max(widths[i], heads.get(i).length());
    }
    StringBuilder head = new StringBuilder();
    line(head, heads, widths);
    text.append(paint.paint(Paint.Ink.PLACE, head.toString().stripTrailing())).append('\n');
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      line(line, row, widths);
      text.append(line.toString().stripTrailing()).append('\n');
    }
  }

  private static void line(StringBuilder line, List<String> cells, int[] widths) {
    for (int i = 0; i < widths.length; i++) {
      if (widths[i] > 0) {
        line.append(cells.get(i)).append(" ".repeat(widths[i] - width(cells.get(i)))).append(GAP);
      }
    }
  }

  private static int width(String cell) {
    return cell.codePointCount(0, cell.length());
  }
}
