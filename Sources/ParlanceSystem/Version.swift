/// The version of this package.
public let parlanceVersion = "0.1.0"
