namespace TalosBoot.Boot.Uki;

/// <summary>A boot entry of a UKI besides its main one: the same kernel with another command line.</summary>
/// <param name="Id">The identifier, such as <c>reset</c>; not <c>main</c>.</param>
/// <param name="Title">The title in the menu, or null.</param>
/// <param name="CommandLine">The whole command line, or null for that of the main profile.</param>
public sealed record UkiProfile(string Id, string? Title, string? CommandLine)
{
    /// <summary>The identifier of the profile that every UKI with profiles starts with.</summary>
    public const string MainId = "main";

    /// <summary>The profile that an ISO offers besides installing: wipe the system disk.</summary>
    /// <param name="commandLine">The command line of the main profile.</param>
    public static UkiProfile Reset(string commandLine) =>
        new("reset", "Reset system disk", commandLine + " talos.experimental.wipe=system");

    /// <summary>The profile that disk images and installers offer: wipe state and data, and wait for a configuration.</summary>
    /// <param name="commandLine">The command line of the main profile.</param>
    public static UkiProfile ResetToMaintenance(string commandLine) =>
        new("reset-maintenance", "Reset to maintenance mode", commandLine + " talos.experimental.wipe=system:EPHEMERAL,STATE");
}
