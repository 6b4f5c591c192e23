namespace TalosBoot.Core.Diagnostics;

public static partial class DiagnosticIds
{
    /// <summary>The configuration of an Image Factory cannot be used.</summary>
    public const string FactoryConfiguration = "TB9001";

    /// <summary>An Image Factory refused a request or answered otherwise than it should.</summary>
    public const string FactoryAnswer = "TB9002";

    /// <summary>What an Image Factory stores is full.</summary>
    public const string FactoryStoreFull = "TB9003";

    /// <summary>Too many builds wait for their turn.</summary>
    public const string FactoryBusy = "TB9004";
}
