namespace TalosBoot.FileSystems.Iso9660.Reading;

/// <summary>What the Rock Ridge fields of one directory record say. A value is null when its field is absent.</summary>
internal sealed record RockRidgeFields
{
    /// <summary>The fields of a volume without Rock Ridge.</summary>
    public static RockRidgeFields None { get; } = new();

    /// <summary>NM.</summary>
    public byte[]? Name { get; init; }

    /// <summary>PX: type and permissions.</summary>
    public uint? Mode { get; init; }

    /// <summary>PX: names of the same file.</summary>
    public uint LinkCount { get; init; } = 1;

    /// <summary>PX: the owner.</summary>
    public uint UserId { get; init; }

    /// <summary>PX: the group.</summary>
    public uint GroupId { get; init; }

    /// <summary>TF: the time of modification, in seconds since 1970.</summary>
    public long? ModifiedAt { get; init; }

    /// <summary>SL: the target.</summary>
    public byte[]? LinkTarget { get; init; }

    /// <summary>PN: major and minor.</summary>
    public (uint Major, uint Minor)? Device { get; init; }

    /// <summary>CL: the block of the directory that was moved away from here.</summary>
    public uint? MovedDirectory { get; init; }

    /// <summary>RE: the directory was moved here, and belongs elsewhere.</summary>
    public bool IsMovedHere { get; init; }
}
