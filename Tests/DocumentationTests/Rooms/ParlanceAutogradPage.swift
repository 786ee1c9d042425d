import Parlance

/// What the page of ParlanceAutograd begins with.
func autogradPage() throws {
  let a = Parameter(NDArray(scalar: 3), name: "a")
  let b = Parameter(NDArray(scalar: 1), name: "b")
  let c = Parameter(NDArray(scalar: -2), name: "c")
  let loss = c.tensor * (a.tensor + 2 * b.tensor)
  let gradients = loss.backward()
  print(loss.item, gradients[a].item, gradients[b].item, gradients[c].item)
}
