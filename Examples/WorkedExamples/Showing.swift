import Foundation
import Parlance

/// A number with a fixed count of decimals.
func text(_ value: Double, _ decimals: Int = 2) -> String {
  // No "−0.00".
  let shown = String(format: "%.\(decimals)f", value)
  return Double(shown) == 0 ? String(format: "%.\(decimals)f", 0.0) : shown
}

/// A list of numbers.
func text(_ values: [Double], _ decimals: Int = 2) -> String {
  "[" + values.map { text($0, decimals) }.joined(separator: " ") + "]"
}

/// The numbers of a tensor.
func text(_ tensor: Tensor, _ decimals: Int = 2) -> String { text(tensor.array.doubles, decimals) }

/// Writes a picture into the folder of the second argument, made where it is missing, or into the
/// temporary one.
func write(_ svg: String, as name: String) throws {
  let arguments = CommandLine.arguments
  let folder =
    arguments.count > 2 ? arguments[2] : FileManager.default.temporaryDirectory.path
  let path = URL(fileURLWithPath: folder).appendingPathComponent(name).path
  do {
    try FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: true)
  } catch { throw InputError(.cannotCreate, file: folder, "cannot be made a folder") }
  try AtomicFile.write(svg, to: path)
  print("drawn in \(path)")
}
