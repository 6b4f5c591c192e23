namespace TalosBoot.Boot.Grub;

/// <summary>What a GRUB image holds, as the arguments of <c>grub-mkimage</c> say it.</summary>
public sealed record GrubImageOptions
{
    /// <summary>The modules that are embedded. What they need comes with them.</summary>
    public required IReadOnlyList<string> Modules { get; init; }

    /// <summary>Where GRUB looks for its other modules and its menu, such as <c>/boot/grub</c> or <c>(hd0,gpt3)/grub</c>.</summary>
    public required string Prefix { get; init; }

    /// <summary>Commands that run before the menu is looked for. Default null: none.</summary>
    public string? Configuration { get; init; }
}
