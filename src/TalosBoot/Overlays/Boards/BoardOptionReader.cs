using TalosBoot.Core.Diagnostics;
using TalosBoot.Yaml;

namespace TalosBoot.Overlays.Boards;

/// <summary>Reads options as the installers of boards do: with types, and without a look at names that they do not know.</summary>
/// <param name="options">The options.</param>
/// <param name="board">The board, for messages.</param>
internal readonly struct BoardOptionReader(YamlMapping options, string board)
{
    /// <summary>A truth value; false where it is not told.</summary>
    public bool GetBoolean(string key) => options.TryGetValue(key, out var value) && value switch
    {
        YamlBoolean boolean => boolean.Value,
        YamlNull => false,
        _ => throw Invalid(key, "true or false, which --overlay-option @file gives; key=value always gives text"),
    };

    /// <summary>A text; empty where it is not told. Other scalars are taken as they are written.</summary>
    public string GetText(string key) => !options.TryGetValue(key, out var value) ? string.Empty : value switch
    {
        YamlNull => string.Empty,
        YamlList or YamlMapping => throw Invalid(key, "text"),
        _ => value.ToString() ?? string.Empty,
    };

    OverlayException Invalid(string key, string wanted) => new(
        DiagnosticIds.OverlayOptionInvalid, board, null, $"the overlay option \"{key}\" has a value of another type. It must be {wanted}.");
}
