namespace TalosBoot.Factory.Wizard.State;

/// <summary>The texts of the step of customization, as they were entered; null where the field was not sent.</summary>
internal sealed record CustomizationFields
{
    public string? CommandLine { get; init; }

    public string? Bootloader { get; init; }

    public string? OverlayOptions { get; init; }

    public string? EmbeddedConfiguration { get; init; }

    /// <summary>META values, one a line: <c>KEY=VALUE</c>.</summary>
    public string? Meta { get; init; }

    public string? EnrollKeys { get; init; }

    public string? IncludesWellKnownCertificates { get; init; }

    public string? SectorSize { get; init; }

    public static CustomizationFields Of(FormValues values) => new()
    {
        CommandLine = values.First("cmdline"),
        Bootloader = values.First("bootloader"),
        OverlayOptions = values.First("overlay-options"),
        EmbeddedConfiguration = values.First("embedded-config"),
        Meta = values.First("meta"),
        EnrollKeys = values.First("enroll-keys"),
        IncludesWellKnownCertificates = values.All("well-known-certificates") is [.., var last] ? last : null,
        SectorSize = values.First("sector-size"),
    };
}
