package io.github.bayesflow4j.process;

import static io.github.bayesflow4j.simulation.Observable.Scale.LOG1P;

import io.github.bayesflow4j.simulation.GenerativeModel;
import io.github.bayesflow4j.simulation.Observable;
import io.github.bayesflow4j.simulation.Prior;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.SharedStateContinuousSampler;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.apache.commons.statistics.distribution.BetaDistribution;
import org.apache.commons.statistics.distribution.GammaDistribution;
import org.apache.commons.statistics.distribution.LogNormalDistribution;

/**
 * The strengths of three signals and thirteen backgrounds in histograms of classified collisions,
 * with systematic and statistical uncertainties of the templates.
 *
 * <pre>
 * (1)  n_b ~ Poisson(L sum over p of mu_p T_pb(eta) g_pb),   b = 1 .. 104
 * (2)  T_pb(eta) = max(0, eta (eta - 1) T-_pb / 2 + (1 - eta^2) T_pb + eta (eta + 1) T+_pb / 2)
 * (3)  eta ~ N(0, 1),   g_pb ~ Gamma(N_pb) / N_pb,   N_pb = max(10, 20 T_pb)
 *      mu ~ Gamma(shape 2, scale 2) for signals, LogNormal(-s^2 / 2, s) with s = 0.2 for backgrounds
 *      L ~ LogNormal(-s^2 / 2, s) with s = 0.025
 * </pre>
 *
 * <p>The data are histograms of 8 bins of a classifier's output in 13 categories, one after the
 * other. A process, of 16, has 0.6 of its yield in a category of its own, the rest evenly in the
 * others; there its template is that of Beta(5, 1.5) on the unit interval, elsewhere of Beta(1.5,
 * 3). bkg10, bkg11 and bkg12 share the categories of bkg00, bkg01 and bkg02, which are 200 times as
 * large and more: the data tell nothing of them, and their posteriors must be their priors. L is
 * the luminosity, of which the data tell little that the prior does not.
 *
 * <p>(2) interpolates the templates at eta = -1, 0 and 1, whose first shape parameter is 0.95, 1
 * and 1.05 times the nominal one, by moment morphing [2]. There are three eta, one each for the
 * signals, bkg00 to bkg05 and bkg06 to bkg12. They are not parameters: the posterior is marginal in
 * them, as in the limited number N_pb of simulated events behind each bin of a template (3).
 *
 * <ol>
 *   <li>Source: Farkas, Diekmann, Eich and Erdmann, a measurement of the signal strengths ggZH,
 *       qqZH and WH by a conditional invertible network: parameters, kinds of prior, categories and
 *       uncertainties. Yields, templates and widths are not published and made up here.
 *   <li>Baak, Gadatsch, Harrington and Verkerke, "Interpolation between multi-dimensional
 *       histograms using a new non-linear moment morphing method", Nuclear Instruments and Methods
 *       A 771 (2015).
 *   <li>Marsaglia and Tsang, "A simple method for generating gamma variables", ACM Transactions on
 *       Mathematical Software 26 (2000).
 * </ol>
 */
public final class SignalStrengths {
  /** Number of categories of events. */
  public static final int CATEGORIES = 13;

  /** Number of bins in each category. */
  public static final int BINS = 8;

  /** Number of processes with a strength. */
  public static final int PROCESSES = 16;

  /** Number of uncertainties of shape, eta. */
  public static final int SHAPES = 3;

  static final int SIGNALS = 3;
  private static final int LARGE_BACKGROUNDS = 6;
  private static final int BACKGROUND_CATEGORIES = CATEGORIES - SIGNALS;
  private static final int VALUES = CATEGORIES * BINS;

  /** Events expected of each process at strength 1. */
  private static final double[] YIELD = {
    30, 120, 160, 40_000, 12_000, 9_000, 6_000, 2_500, 1_500, 900, 500, 300, 200, 120, 60, 30
  };

  static final double BACKGROUND_WIDTH = 0.2;
  static final double LUMINOSITY_WIDTH = 0.025;
  static final double SIMULATED_PER_EVENT = 20;
  static final double LEAST_SIMULATED = 10;

  private static final double[] LOWER = templates(0.95);
  private static final double[] NOMINAL = templates(1);
  private static final double[] UPPER = templates(1.05);

  private SignalStrengths() {}

  /** The model, called {@code signal-strengths}. */
  public static GenerativeModel model() {
    List<String> names = names();
    Prior.Builder prior = Prior.builder();
    for (int p = 0; p < PROCESSES; p++) {
      if (p < SIGNALS) {
        prior.add(names.get(p), GammaDistribution.of(2, 2));
      } else {
        prior.add(names.get(p), aroundOne(BACKGROUND_WIDTH));
      }
    }
    List<String> bins = new ArrayList<>();
    for (int category = 0; category < CATEGORIES; category++) {
      for (int bin = 1; bin <= BINS; bin++) {
        bins.add(names.get(category) + "_" + bin);
      }
    }
    return GenerativeModel.builder("signal-strengths")
        .description("Strengths of three signals and thirteen backgrounds in 104 bins.")
        .prior(prior.add("luminosity", aroundOne(LUMINOSITY_WIDTH)).build())
        .observable(Observable.vector("data", bins.toArray(String[]::new)).on(LOG1P))
        .simulator((theta, n, random) -> simulate(theta, random))
        .build();
  }

  private static List<String> names() {
    List<String> names = new ArrayList<>(List.of("ggZH", "qqZH", "WH"));
    for (int k = 0; k < PROCESSES - SIGNALS; k++) {
      names.add("bkg" + k / 10 + k % 10);
    }
    return names;
  }

  /** A log-normal law of mean 1. */
  private static LogNormalDistribution aroundOne(double width) {
    return LogNormalDistribution.of(-0.5 * width * width, width);
  }

  private static int ownCategory(int process) {
    return process < SIGNALS ? process : SIGNALS + (process - SIGNALS) % BACKGROUND_CATEGORIES;
  }

  private static int shape(int process) {
    if (process < SIGNALS) {
      return 0;
    }
    return process < SIGNALS + LARGE_BACKGROUNDS ? 1 : 2;
  }

  /** Expected events, {@code [process * category * bin]}. */
  private static double[] templates(double stretch) {
    BetaDistribution own = BetaDistribution.of(5 * stretch, 1.5);
    BetaDistribution other = BetaDistribution.of(1.5 * stretch, 3);
    double[] events = new double[PROCESSES * VALUES];
    for (int at = 0; at < events.length; at++) {
      int process = at / VALUES;
      boolean isOwn = at % VALUES / BINS == ownCategory(process);
      double fraction = isOwn ? 0.6 : 0.4 / (CATEGORIES - 1);
      double lower = (double) (at % BINS) / BINS;
      double mass = (isOwn ? own : other).probability(lower, lower + 1.0 / BINS);
      events[at] = YIELD[process] * fraction * mass;
    }
    return events;
  }

  private static double[] simulate(double[] theta, UniformRandomProvider random) {
    SharedStateContinuousSampler normal = ZigguratSampler.NormalizedGaussian.of(random);
    double[] eta = new double[SHAPES];
    for (int j = 0; j < SHAPES; j++) {
      eta[j] = normal.sample();
    }
    double[] events = morphed(eta);
    for (int at = 0; at < events.length; at++) {
      events[at] *=
          gammaOfMeanOne(
              Math.max(LEAST_SIMULATED, SIMULATED_PER_EVENT * NOMINAL[at]), normal, random);
    }
    double[] counts = sumOverProcesses(theta, events);
    for (int b = 0; b < VALUES; b++) {
      counts[b] = PoissonCounts.sample(counts[b], random);
    }
    return counts;
  }

  /**
   * The expected counts of equation (1) at given shapes, with templates of unlimited statistics.
   *
   * @param theta the 16 strengths and the luminosity
   * @param eta the three shapes; zeros are the nominal ones
   * @return {@code [category * bin]}
   */
  public static double[] expectedCounts(double[] theta, double[] eta) {
    return sumOverProcesses(theta, morphed(eta));
  }

  private static double[] morphed(double[] eta) {
    double[] events = new double[NOMINAL.length];
    for (int process = 0; process < PROCESSES; process++) {
      double x = eta[shape(process)];
      double lower = 0.5 * x * (x - 1);
      double nominal = 1 - x * x;
      double upper = 0.5 * x * (x + 1);
      for (int at = process * VALUES; at < (process + 1) * VALUES; at++) {
        events[at] = Math.max(0, lower * LOWER[at] + nominal * NOMINAL[at] + upper * UPPER[at]);
      }
    }
    return events;
  }

  /**
   * A gamma variable of mean 1, for shapes of at least 1, by the rejection of [3]: of the shapes
   * there are, ten and more, it accepts the first proposal nearly always.
   */
  private static double gammaOfMeanOne(
      double shape, SharedStateContinuousSampler normal, UniformRandomProvider random) {
    double d = shape - 1.0 / 3;
    double c = 1 / Math.sqrt(9 * d);
    while (true) {
      double x = normal.sample();
      double root = 1 + c * x;
      double v = root * root * root;
      double u = random.nextDouble();
      if (u < 1 - 0.0331 * x * x * x * x
          || v > 0 && Math.log(u) < 0.5 * x * x + d * (1 - v + Math.log(v))) {
        return d * v / shape;
      }
    }
  }

  private static double[] sumOverProcesses(double[] theta, double[] events) {
    double[] counts = new double[VALUES];
    for (int process = 0; process < PROCESSES; process++) {
      double strength = theta[PROCESSES] * theta[process];
      for (int b = 0; b < VALUES; b++) {
        counts[b] += strength * events[process * VALUES + b];
      }
    }
    return counts;
  }
}
