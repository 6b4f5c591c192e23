using System.Text;
using TalosBoot.Profiles;
using TalosBoot.Profiles.Reading;

namespace TalosBoot.Samples.Cli.Imager;

/// <summary>A profile on standard input. Keys that nobody knows are passed over, as upstream does, but not without a word.</summary>
static class ProfileText
{
    /// <summary>Reads standard input.</summary>
    /// <param name="warn">Is given a line for each key that is not known.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    public static async Task<Profile> ReadAsync(Action<string> warn, CancellationToken cancellationToken)
    {
        var text = Encoding.UTF8.GetString(await StandardInput.ReadAsync(cancellationToken));
        var profile = ProfileReader.Read(text);
        foreach (var key in ProfileReader.FindUnknownKeys(text))
        {
            var hint = Suggestions.Nearest(key.Name, ProfileReader.Keys) is { } near ? $" Did you mean {near}?" : string.Empty;
            warn($"line {key.Line}: no profile has the key {key.Path}; it is passed over.{hint}");
        }

        return profile;
    }
}
