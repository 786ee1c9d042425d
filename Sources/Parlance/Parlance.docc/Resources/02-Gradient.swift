import Parlance

let x = Tensor(NDArray([0.5, 0.6, 0.1]))
let w = Parameter(NDArray([0.2, 0.3, 0.9]))
let b = Parameter(NDArray(scalar: 0.5))
let y = sigmoid((w.tensor * x).sum() + b.tensor)
print("y =", y.item)

let slopes = y.backward()
print("∂y/∂w =", slopes[w])
Optimizer(SGD(learningRate: 1), [w, b]).step(slopes)
