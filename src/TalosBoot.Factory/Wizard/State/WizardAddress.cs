using System.Text.Encodings.Web;

namespace TalosBoot.Factory.Wizard.State;

/// <summary>Writes addresses that bring a state back.</summary>
internal static class WizardAddress
{
    /// <summary>The address of a state.</summary>
    /// <param name="state">The state.</param>
    /// <param name="more">Further fields.</param>
    public static string Of(WizardState state, params IEnumerable<(string Name, string Value)> more) =>
        At("/", state.Fields().Concat(more.Select(field => KeyValuePair.Create(field.Name, field.Value))));

    /// <summary>The address of a path with fields.</summary>
    public static string At(string path, IEnumerable<KeyValuePair<string, string>> fields)
    {
        var query = string.Join('&', fields.Select(field => $"{Escape(field.Key)}={Escape(field.Value)}"));
        return query.Length == 0 ? path : $"{path}?{query}";
    }

    public static string PathOf(WizardView view) => view switch
    {
        WizardView.Import => "/ui/import",
        WizardView.Compare => "/ui/compare",
        _ => "/",
    };

    public static string NameOf(WizardStep step) => step.ToString().ToLowerInvariant();

    public static WizardStep? StepOf(string? name) =>
        Enum.TryParse<WizardStep>(name, ignoreCase: true, out var step) && Enum.IsDefined(step) && !char.IsAsciiDigit(name![0]) ? step : null;

    static string Escape(string text) => UrlEncoder.Default.Encode(text);
}
