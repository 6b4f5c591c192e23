namespace TalosBoot.Errors;

/// <summary>What a command line program exits with: upstream's imager's codes (docs/formats/profile.md).</summary>
public enum ExitCode
{
    /// <summary>All went well.</summary>
    Success = 0,

    /// <summary>A failure of no other kind, and wrong arguments.</summary>
    Unknown = 1,

    /// <summary>The request is wrong.</summary>
    InvalidInput = 2,

    /// <summary>The request is right, and cannot be carried out for this version.</summary>
    Unsupported = 3,

    /// <summary>The machine is not fit: it cannot run a program that the asset needs, or others may write where only this user should.</summary>
    Environment = 4,

    /// <summary>Something that the asset is made from is missing or damaged.</summary>
    Dependency = 5,

    /// <summary>A file could not be read or written.</summary>
    InputOutput = 6,

    /// <summary>A disk could not be installed.</summary>
    Install = 7,
}
