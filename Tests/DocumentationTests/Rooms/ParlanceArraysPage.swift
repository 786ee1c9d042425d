import Parlance

/// What the page of ParlanceArrays begins with.
func arraysPage(folder: String) throws {
  let a = NDArray([1, 2, 3, 4, 5, 6], shape: [2, 3])
  print(a[1, 0], a.reshaped([3, 2]).shape, a.cast(to: .float64).doubles)

  var generator = RandomGenerator(seed: 1)
  let weights = NDArray(normal: 0.1, shape: [3, 2], using: &generator)
  try Safetensors.write([("weights", weights)], to: folder + "/weights.safetensors")
  print(try Safetensors.read(folder + "/weights.safetensors")["weights"] == weights)
}
