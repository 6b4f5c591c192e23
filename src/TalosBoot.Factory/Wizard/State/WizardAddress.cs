using System.Text.Encodings.Web;

namespace TalosBoot.Factory.Wizard.State;

/// <summary>Writes addresses that bring a state back.</summary>
internal static class WizardAddress
{
    /// <summary>The address of a state.</summary>
    /// <param name="state">The state.</param>
    /// <param name="more">Further fields.</param>
    public static string Of(WizardState state, params IEnumerable<(string Name, string Value)> more)
    {
        var fields = state.Fields().Concat(more.Select(field => KeyValuePair.Create(field.Name, field.Value)))
            .Select(field => $"{Escape(field.Key)}={Escape(field.Value)}").ToArray();
        return fields.Length == 0 ? "/" : "/?" + string.Join('&', fields);
    }

    public static string NameOf(WizardStep step) => step.ToString().ToLowerInvariant();

    public static WizardStep? StepOf(string? name) =>
        Enum.TryParse<WizardStep>(name, ignoreCase: true, out var step) && Enum.IsDefined(step) && !char.IsAsciiDigit(name![0]) ? step : null;

    static string Escape(string text) => UrlEncoder.Default.Encode(text);
}
