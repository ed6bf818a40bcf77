package io.github.bayesflow4j.tabular;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Writes columns as a matrix in NumPy's array format. */
final class NpyWriter {

  /*
   * A file of version 1.0 is (NumPy, "NEP 1: a simple file format for NumPy arrays"):
   *
   *   bytes 0 .. 7    0x93 N U M P Y, then the version, 1 and 0
   *   bytes 8, 9      length of the header that follows, little-endian
   *   header          a Python dictionary in ASCII, filled up with spaces and ended by a line feed
   *                   so that the numbers begin at a multiple of 64
   *   numbers         row after row ("C order"), here little-endian of 8 bytes ("<f8")
   */
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0};

  private static final int ALIGNMENT = 64;

  private NpyWriter() {}

  /** Writes columns {@code [dimension][rows]} as an array {@code [rows, dimension]}. */
  static void write(OutputStream out, double[][] columns) throws IOException {
    int rows = columns[0].length;
    out.write(header(rows, columns.length));
    ByteBuffer row =
        ByteBuffer.allocate(columns.length * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < rows; i++) {
      row.clear();
      for (double[] column : columns) {
        row.putDouble(column[i]);
      }
      out.write(row.array());
    }
  }

  private static byte[] header(int rows, int dimension) {
    String dictionary =
        "{'descr': '<f8', 'fortran_order': False, 'shape': (" + rows + ", " + dimension + "), }";
    int start = MAGIC.length + Short.BYTES;
    int end = start + dictionary.length() + 1;
    int padding = Math.floorMod(-end, ALIGNMENT);
    String padded = dictionary + " ".repeat(padding) + "\n";
    return ByteBuffer.allocate(start + padded.length())
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(MAGIC)
        .putShort((short) padded.length())
        .put(padded.getBytes(StandardCharsets.US_ASCII))
        .array();
  }
}
