import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Samples of eight normal components on a circle, in four classes of 4, 2, 1 and 1 of them
 * (Ardizzone et al. 2019): {@code java Mixture.java 50000 > mixture.csv}.
 */
public final class Mixture {
  private static final String[] CLASS = {"a", "a", "a", "a", "b", "b", "c", "d"};

  private Mixture() {}

  /** Prints a table: class, x, y. */
  public static void main(String[] arguments) {
    SplittableRandom random = new SplittableRandom(1);
    StringBuilder table = new StringBuilder("class,x,y\n");
    for (int i = 0; i < Integer.parseInt(arguments[0]); i++) {
      int component = random.nextInt(CLASS.length);
      double angle = component * Math.PI / 4;
      double x = random.nextGaussian(7.5 * Math.sin(angle), Math.sqrt(0.5));
      double y = random.nextGaussian(7.5 * Math.cos(angle), Math.sqrt(0.5));
      table.append(String.format(Locale.ROOT, "%s,%.4f,%.4f%n", CLASS[component], x, y));
    }
    System.out.print(table);
  }
}
