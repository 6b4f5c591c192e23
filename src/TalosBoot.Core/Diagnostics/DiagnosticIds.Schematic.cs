namespace TalosBoot.Core.Diagnostics;

public static partial class DiagnosticIds
{
    /// <summary>A schematic is no YAML.</summary>
    public const string SchematicSyntax = "TB1101";

    /// <summary>A schematic is no text: bytes that are not UTF-8, or characters that YAML does not allow.</summary>
    public const string SchematicEncoding = "TB1102";

    /// <summary>A schematic is longer, deeper or larger than its reader takes.</summary>
    public const string SchematicLimit = "TB1103";

    /// <summary>There is no document.</summary>
    public const string SchematicEmpty = "TB1104";

    /// <summary>An alias has no anchor, or stands for something that it is part of; or a merge key does not name mappings.</summary>
    public const string SchematicAlias = "TB1105";

    /// <summary>A schematic has a field that does not exist.</summary>
    public const string SchematicUnknownField = "TB1106";

    /// <summary>A schematic has a field with a value of the wrong type.</summary>
    public const string SchematicWrongType = "TB1107";

    /// <summary>A schematic has a key twice in one mapping.</summary>
    public const string SchematicDuplicateKey = "TB1108";

    /// <summary>A schematic names a bootloader that does not exist.</summary>
    public const string SchematicUnknownWord = "TB1109";

    /// <summary>A schematic has an owner, which only the Enterprise edition knows.</summary>
    public const string SchematicOwner = "TB1110";

    /// <summary>Something in a schematic is accepted and probably not meant.</summary>
    public const string SchematicDoubtful = "TB1111";

    /// <summary>There is no schematic of that identifier.</summary>
    public const string SchematicNotFound = "TB1112";
}
