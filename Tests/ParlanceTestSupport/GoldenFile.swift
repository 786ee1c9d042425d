import Foundation
import ParlanceArrays
import ParlanceAutograd
import ParlanceNN
import ParlanceSystem

/// Numbers that a script under Tools/reference made with an outside program.
public struct GoldenFile {
  public let file: SafetensorsFile

  public init(_ name: String) throws {
    guard
      let url = Bundle.module.url(
        forResource: name, withExtension: "safetensors", subdirectory: "Golden")
    else { throw InputError(.missingInput, "no golden file \(name)") }
    file = try SafetensorsFile(reading: url.path)
  }

  public subscript(name: String) -> NDArray {
    get throws {
      guard let array = file.arrays[name] else {
        throw InputError(.badData, "no golden tensor \(name)")
      }
      return array
    }
  }

  public func integers(_ name: String) throws -> (shape: [Int], values: [Int]) {
    guard let found = file.integers[name] else {
      throw InputError(.badData, "no golden integers \(name)")
    }
    return (found.shape, found.values)
  }
}

/// The bytes of a golden file of another form than safetensors.
public func goldenData(_ name: String) throws -> Data {
  try Data(contentsOf: URL(fileURLWithPath: goldenPath(name)))
}

/// Where a golden file of another form lies; its name may begin with a folder's.
public func goldenPath(_ name: String) throws -> String {
  guard let url = Bundle.module.url(forResource: name, withExtension: nil, subdirectory: "Golden")
  else { throw InputError(.missingInput, "no golden file \(name)") }
  return url.path
}

/// The folder `../shared/data` beside the repository, or nil where there is none.
public let sharedData: String? = {
  var root = URL(fileURLWithPath: #filePath)
  for _ in 0..<4 { root.deleteLastPathComponent() }
  let path = root.appendingPathComponent("shared/data").path
  return FileManager.default.fileExists(atPath: path) ? path : nil
}()

/// The greatest |a − b| / max(1, |b|), where equal infinities and two NaNs are near; infinite for
/// different shapes.
public func distance(_ a: NDArray, _ b: NDArray) -> Double {
  guard a.shape == b.shape else { return .infinity }
  return zip(a.doubles, b.doubles).reduce(0) { max($0, relativeError($1.0, $1.1)) }
}

/// |a − b| / max(1, |b|); 0 for equal infinities and for two NaNs, infinite for one NaN.
func relativeError(_ a: Double, _ b: Double) -> Double {
  if a == b || (a.isNaN && b.isNaN) { return 0 }
  let error = abs(a - b) / max(1, abs(b))
  return error.isNaN ? .infinity : error
}

func isNear(_ a: Double, _ b: Double, _ tolerance: Double) -> Bool {
  relativeError(a, b) <= tolerance
}

/// The element types with how near their results must come to a float64 reference.
public let precisions: [(type: ElementType, tolerance: Double)] = [
  (.float64, 1e-10), (.float32, 1e-5),
]

extension Module {
  /// Takes the values of all parameters from a golden file, in an element type.
  public func load(_ golden: GoldenFile, _ type: ElementType) throws {
    for (name, parameter) in namedParameters() {
      let array = try golden[name]
      parameter.value =
        (parameter.layout == .asStored ? array : array.kernels.permute(array, [1, 0]))
        .cast(to: type)
    }
  }

  /// The greatest distance of any parameter's gradient from `grad.<name>`.
  public func gradientDistance(_ gradients: Gradients, _ golden: GoldenFile) throws -> Double {
    try namedParameters().reduce(0.0) { worst, entry in
      let found = gradients[entry.parameter]
      let inFile =
        entry.parameter.layout == .asStored ? found : found.kernels.permute(found, [1, 0])
      return max(worst, distance(inFile, try golden["grad." + entry.name]))
    }
  }
}
