package io.github.bayesflow4j.tabular;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.Type;
import org.apache.parquet.format.Util;

/** Writes columns of numbers as an Apache Parquet file. */
final class ParquetWriter {

  /*
   * A file is (Apache Parquet, "File format"):
   *
   *   PAR1, column after column, the metadata, their length in 4 bytes little-endian, PAR1
   *
   * A column is a sequence of pages, each a header and its values. Where every row has a value
   * ("required") and values are stored as they are ("plain"), those of a page of doubles are 8
   * bytes each, little-endian. Headers and metadata are Thrift messages, which the library writes.
   * Draws from a continuous distribution have no two values alike, so that neither a dictionary nor
   * compression would save much.
   */
  private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);

  private static final int FORMAT_VERSION = 1;
  private static final int VALUES_IN_A_PAGE = 1 << 17;

  private ParquetWriter() {}

  /** Writes columns {@code [dimension][rows]} under these names. */
  static void write(OutputStream out, List<String> names, double[][] columns) throws IOException {
    out.write(MAGIC);
    long offset = MAGIC.length;
    List<ColumnChunk> chunks = new ArrayList<>();
    for (int j = 0; j < columns.length; j++) {
      long bytes = writePages(out, columns[j]);
      chunks.add(chunk(names.get(j), columns[j].length, offset, bytes));
      offset += bytes;
    }
    long rows = columns[0].length;
    RowGroup group = new RowGroup(chunks, offset - MAGIC.length, rows);
    ByteArrayOutputStream metadata = new ByteArrayOutputStream();
    Util.writeFileMetaData(
        new FileMetaData(FORMAT_VERSION, schema(names), rows, List.of(group))
            .setCreated_by("BayesFlow4J"),
        metadata);
    metadata.writeTo(out);
    out.write(littleEndian(Integer.BYTES).putInt(metadata.size()).array());
    out.write(MAGIC);
  }

  /** Returns the number of bytes written. */
  private static long writePages(OutputStream out, double[] column) throws IOException {
    long bytes = 0;
    for (int first = 0; first < column.length; first += VALUES_IN_A_PAGE) {
      int count = Math.min(VALUES_IN_A_PAGE, column.length - first);
      ByteBuffer values = littleEndian(count * Double.BYTES);
      for (int i = first; i < first + count; i++) {
        values.putDouble(column[i]);
      }
      ByteArrayOutputStream header = new ByteArrayOutputStream();
      Util.writePageHeader(
          new PageHeader(PageType.DATA_PAGE, values.capacity(), values.capacity())
              .setData_page_header(
                  new DataPageHeader(count, Encoding.PLAIN, Encoding.RLE, Encoding.RLE)),
          header);
      header.writeTo(out);
      out.write(values.array());
      bytes += header.size() + values.capacity();
    }
    return bytes;
  }

  private static ColumnChunk chunk(String name, long values, long offset, long bytes) {
    return new ColumnChunk(0)
        .setMeta_data(
            new ColumnMetaData(
                Type.DOUBLE,
                List.of(Encoding.PLAIN, Encoding.RLE),
                List.of(name),
                CompressionCodec.UNCOMPRESSED,
                values,
                bytes,
                bytes,
                offset));
  }

  /** The root, which says how many children follow, then the columns. */
  private static List<SchemaElement> schema(List<String> names) {
    List<SchemaElement> schema = new ArrayList<>();
    schema.add(new SchemaElement("draws").setNum_children(names.size()));
    for (String name : names) {
      schema.add(
          new SchemaElement(name)
              .setType(Type.DOUBLE)
              .setRepetition_type(FieldRepetitionType.REQUIRED));
    }
    return schema;
  }

  private static ByteBuffer littleEndian(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
