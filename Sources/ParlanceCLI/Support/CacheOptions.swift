import ArgumentParser
import ParlanceLanguageModels

/// A memory of the last tokens.
struct CacheOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      Remember so many of the last tokens and expect them again, as in 2000: a cache; of a network that \
      is evaluated, where its state is as it was then.
      """, valueName: "n"))
  var cacheSize: Int?

  @Option(
    help: ArgumentHelp(
      "The cache's share of the probability. (default: \(ContinuousCache().weight))",
      valueName: "share"))
  var cacheWeight: Double?

  func validate() throws {
    if cacheSize == nil && cacheWeight != nil {
      throw ValidationError("--cache-weight goes with --cache-size only")
    }
    if let problem = tokenCache?.problem { throw ValidationError(problem.ofOption) }
  }

  /// A cache that looks at no states; nil for none.
  var tokenCache: ContinuousCache? {
    cacheSize.map {
      ContinuousCache(size: $0, weight: cacheWeight ?? ContinuousCache().weight, flatness: 0)
    }
  }
}
