import Foundation

/// The number format of an array's elements.
public enum ElementType: String, Sendable, Codable {
  /// IEEE single precision: what models are trained in.
  case float32
  /// IEEE double precision: what gradient checks and comparisons use.
  case float64

  /// Bytes per element.
  public var byteCount: Int { self == .float32 ? 4 : 8 }
}

/// A Swift type that an array can hold, with the functions that plain loops need.
package protocol Element: BinaryFloatingPoint, Sendable {
  static var elementType: ElementType { get }
  static func exp(_ x: Self) -> Self
  static func log(_ x: Self) -> Self
  static func tanh(_ x: Self) -> Self
  static func expm1(_ x: Self) -> Self
  static func log1p(_ x: Self) -> Self
  static func erf(_ x: Self) -> Self
  /// The rule's loop over a range of places.
  static func run(
    _ loop: ElementLoop, _ walk: ElementWalk<Self>, _ range: Range<Int>, offset: Int)
}

extension Float: Element {
  package static var elementType: ElementType { .float32 }
  package static func exp(_ x: Float) -> Float { Foundation.exp(x) }
  package static func log(_ x: Float) -> Float { Foundation.log(x) }
  package static func tanh(_ x: Float) -> Float { Foundation.tanh(x) }
  package static func expm1(_ x: Float) -> Float { Foundation.expm1(x) }
  package static func log1p(_ x: Float) -> Float { Foundation.log1p(x) }
  package static func erf(_ x: Float) -> Float { Foundation.erf(x) }
  package static func run(
    _ loop: ElementLoop, _ walk: ElementWalk<Float>, _ range: Range<Int>, offset: Int
  ) {
    loop.single(walk, range, offset)
  }
}

extension Double: Element {
  package static var elementType: ElementType { .float64 }
  package static func exp(_ x: Double) -> Double { Foundation.exp(x) }
  package static func log(_ x: Double) -> Double { Foundation.log(x) }
  package static func tanh(_ x: Double) -> Double { Foundation.tanh(x) }
  package static func expm1(_ x: Double) -> Double { Foundation.expm1(x) }
  package static func log1p(_ x: Double) -> Double { Foundation.log1p(x) }
  package static func erf(_ x: Double) -> Double { Foundation.erf(x) }
  package static func run(
    _ loop: ElementLoop, _ walk: ElementWalk<Double>, _ range: Range<Int>, offset: Int
  ) {
    loop.double(walk, range, offset)
  }
}
