import ParlanceArrays
import ParlanceAutograd
import ParlanceSystem

/// Two directions in the weights of a network, through the weights that it has: a plane over which its loss
/// can be drawn.
///
/// θ(a, b) = θ + a u + b v. Random directions are normalised filter by filter: each output's weights of u are
/// as long as those of θ, so that one unit means as much in each layer; biases stay as they are. Li et al.,
/// *Visualizing the Loss Landscape of Neural Nets*, 2018, sections 4 and 7.
public struct LossPlane {
  /// How far off a point is: where it falls on the plane, and the share of its distance that lies in it.
  public struct Place: Sendable, Equatable {
    /// Along u.
    public let x: Double
    /// Along v.
    public let y: Double
    /// ‖projection‖ / ‖distance‖, 1 for a point in the plane.
    public let share: Double
  }

  private let parameters: [(name: String, parameter: Parameter)]
  private let origin: [NDArray]
  private let first: [NDArray]
  private let second: [NDArray]
  /// The lengths of u and v: how far one unit goes.
  public let lengths: (Double, Double)

  /// A plane of two random directions.
  public init(random module: any Module, using generator: inout RandomGenerator) {
    let named = module.namedParameters()
    let first = named.map { Self.direction($0.parameter, using: &generator) }
    let second = named.map { Self.direction($0.parameter, using: &generator) }
    self.init(named, first, second)
  }

  /// A plane through other weights of the same network, kept as it was trained: u leads to the first of
  /// them; v to what lies furthest off that line, and where nothing does it is random and as long as u.
  ///
  /// - Throws: `InputError` where weights have other names or shapes, or are those that the network has.
  public init(
    _ module: any Module, through points: [[String: NDArray]],
    using generator: inout RandomGenerator
  ) throws {
    let named = module.namedParameters()
    let origin = named.map(\.parameter.value)
    let ways = try points.map { try Self.difference(named, origin, $0) }
    guard let first = ways.first(where: { Self.dot($0, $0) > 0 }) else {
      throw InputError(.badData, "all weights that were kept are those that the model has")
    }
    let length = Self.dot(first, first)
    let rests = ways.map { way in
      zip(way, first).map { Self.sum($0, 1, $1, -Self.dot(way, first) / length) }
    }
    let sizes = rests.map { Self.dot($0, $0) }
    var second = rests[sizes.firstIndex(of: sizes.max()!)!]
    if sizes.max()! <= 1e-10 * length {
      let random = named.map { Self.direction($0.parameter, using: &generator) }
      let share = Self.dot(random, first) / length
      let rest = zip(random, first).map { Self.sum($0, 1, $1, -share) }
      let scale = (length / max(Self.dot(rest, rest), 1e-300)).squareRoot()
      second = rest.map { Self.sum($0, scale, $0, 0) }
    }
    self.init(named, first, second)
  }

  private init(
    _ named: [(name: String, parameter: Parameter)], _ first: [NDArray], _ second: [NDArray]
  ) {
    parameters = named
    origin = named.map(\.parameter.value)
    (self.first, self.second) = (first, second)
    lengths = (Self.dot(first, first).squareRoot(), Self.dot(second, second).squareRoot())
  }

  /// The loss at θ + a u + b v; the network has its own weights again afterwards.
  public func loss(_ a: Double, _ b: Double, _ body: () throws -> Double) rethrows -> Double {
    defer {
      for (place, named) in parameters.enumerated() { named.parameter.value = origin[place] }
    }
    for (place, named) in parameters.enumerated() {
      let moved = Self.sum(first[place], a, second[place], b)
      named.parameter.value = Self.sum(origin[place], 1, moved, 1)
    }
    return try body()
  }

  /// Where other weights of the network fall on the plane, by least squares.
  ///
  /// - Throws: `InputError` where weights have other names or shapes.
  public func place(of weights: [String: NDArray]) throws -> Place {
    let way = try Self.difference(parameters, origin, weights)
    let (uu, uv, vv) = (
      Self.dot(first, first), Self.dot(first, second), Self.dot(second, second)
    )
    let (wu, wv) = (Self.dot(way, first), Self.dot(way, second))
    let determinant = uu * vv - uv * uv
    guard determinant > 0 else { return Place(x: 0, y: 0, share: 0) }
    let (x, y) = ((wu * vv - wv * uv) / determinant, (wv * uu - wu * uv) / determinant)
    let whole = Self.dot(way, way)
    let inside = max(0, x * wu + y * wv)
    return Place(x: x, y: y, share: whole == 0 ? 1 : min(1, (inside / whole).squareRoot()))
  }

  /// Normal numbers, each filter as long as the parameter's own; zeros for biases.
  private static func direction(
    _ parameter: Parameter, using generator: inout RandomGenerator
  ) -> NDArray {
    let value = parameter.value
    guard value.rank >= 2 else { return NDArray(zerosLike: value) }
    var random = NDArray(normal: 1, shape: value.shape, using: &generator).cast(
      to: value.elementType)
    // A filter is what makes one output: a column of [in, out], a row of a table or of files' layout.
    let rows = value.shape[0]
    let columns = value.count / max(rows, 1)
    let isColumn = parameter.layout == .transposedInFiles && value.rank == 2
    let (count, size) = isColumn ? (columns, rows) : (rows, columns)
    for filter in 0..<count {
      func flat(_ place: Int) -> Int {
        isColumn ? place * columns + filter : filter * columns + place
      }
      var (own, drawn) = (0.0, 0.0)
      for place in 0..<size {
        own += value[flat: flat(place)] * value[flat: flat(place)]
        drawn += random[flat: flat(place)] * random[flat: flat(place)]
      }
      let scale = drawn == 0 ? 0 : (own / drawn).squareRoot()
      for place in 0..<size { random[flat: flat(place)] *= scale }
    }
    return random
  }

  private static func difference(
    _ named: [(name: String, parameter: Parameter)], _ origin: [NDArray],
    _ weights: [String: NDArray]
  ) throws -> [NDArray] {
    try zip(named, origin).map { named, own in
      guard let other = weights[named.name], other.shape == own.shape else {
        throw InputError(
          .badData,
          "\(named.name): expected weights of shape \(own.shape), found "
            + (weights[named.name].map { "\($0.shape)" } ?? "none"))
      }
      return sum(other.cast(to: own.elementType), 1, own, -1)
    }
  }

  private static func sum(_ a: NDArray, _ p: Double, _ b: NDArray, _ q: Double) -> NDArray {
    withoutGraph { (Tensor(a) * p + Tensor(b) * q).array }
  }

  private static func dot(_ a: [NDArray], _ b: [NDArray]) -> Double {
    zip(a, b).reduce(0) { $0 + zip($1.0.doubles, $1.1.doubles).reduce(0) { $0 + $1.0 * $1.1 } }
  }
}
