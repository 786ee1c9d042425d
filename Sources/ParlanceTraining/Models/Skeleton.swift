import ParlanceAutograd
import ParlanceSystem

/// What a function makes, with names and shapes only: no number is drawn and no memory taken.
package func skeleton<Network>(_ make: (inout RandomGenerator) -> Network) -> Network {
  // Nothing is drawn from it.
  var generator = RandomGenerator(seed: 0)
  return withoutValues { make(&generator) }
}
