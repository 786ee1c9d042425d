import ParlanceArrays
import ParlanceNN

extension CarriedState {
  /// What layers of attention know: each one's keys and values, under `keys_l0`, `values_l0`, …; and of each
  /// row how many there are, `lengths`, and how many tokens it has read, `places`.
  public init(_ caches: [KeyValueCache]) {
    self.init()
    for (layer, cache) in caches.enumerated() {
      self[Self.keys(layer)] = cache.keys
      self[Self.values(layer)] = cache.values
    }
    func column(_ numbers: [Int]) -> NDArray {
      // A float64 holds all counts exactly.
      NDArray(float64: numbers.map(Double.init), shape: [numbers.count, 1])
    }
    self[Self.lengthsName] = caches.first.map { column($0.lengths) }
    self[Self.placesName] = caches.first.map { column($0.places) }
  }

  /// What a layer knows; nil where nothing is carried of it.
  ///
  /// - `window`: how far back a token looks; nil for all.
  public func cache(_ layer: Int, window: Int? = nil) -> KeyValueCache? {
    guard let keys = self[Self.keys(layer)], let values = self[Self.values(layer)],
      let lengths = self[Self.lengthsName], let places = self[Self.placesName]
    else { return nil }
    func numbers(_ array: NDArray) -> [Int] { array.doubles.map { Int($0) } }
    return KeyValueCache(
      keys: keys, values: values, lengths: numbers(lengths), places: numbers(places),
      window: window)
  }

  /// The name of a layer's keys.
  public static func keys(_ layer: Int) -> String { "keys_l\(layer)" }
  /// The name of a layer's values.
  public static func values(_ layer: Int) -> String { "values_l\(layer)" }
  /// The name of the rows' counts of keys.
  public static let lengthsName = "lengths"
  /// The name of the rows' counts of tokens read.
  public static let placesName = "places"
}
