namespace TalosBoot.Yaml;

/// <summary>
/// The releases of Go's YAML library that differ in the bytes they write or in what they accept (docs/formats/schematic.md). Everything that is not
/// listed there is equal in all of them.
/// </summary>
public enum GoYamlDialect
{
    /// <summary><c>yaml-v4-rc6</c>: go.yaml.in/yaml/v4 4.0.0-rc.5 and newer; Image Factory 1.5.0 and newer. The default.</summary>
    YamlV4Rc6,

    /// <summary><c>yaml-v4-rc4</c>: go.yaml.in/yaml/v4 4.0.0-rc.4; Image Factory 1.1.0 to 1.4.0.</summary>
    YamlV4Rc4,

    /// <summary><c>yaml-v4-rc3</c>: go.yaml.in/yaml/v4 4.0.0-rc.3; Image Factory 0.9.0 to 1.0.3.</summary>
    YamlV4Rc3,

    /// <summary><c>yaml-v3.0.1</c>: gopkg.in/yaml.v3 3.0.1; Image Factory 0.1.0 to 0.8.4.</summary>
    YamlV301,
}
