using System.Globalization;
using System.Resources;
using Microsoft.AspNetCore.Http;

namespace TalosBoot.Factory.Wizard.Texts;

/// <summary>The texts of the wizard in one language, from a resource file each.</summary>
internal sealed class WizardTexts
{
    const string Cookie = "lang";

    static readonly WizardTexts[] All = [new("en", "English"), new("fr", "Français"), new("pl", "Polski"), new("ru", "Русский")];

    readonly ResourceManager _resources;

    WizardTexts(string language, string name)
    {
        (Language, Name) = (language, name);
        _resources = new ResourceManager($"TalosBoot.Factory.Wizard.Texts.{language}", typeof(WizardTexts).Assembly);
    }

    public static IReadOnlyList<WizardTexts> Languages => All;

    public static WizardTexts English => All[0];

    /// <summary>The language, as pages are marked with it.</summary>
    public string Language { get; }

    /// <summary>What the language calls itself.</summary>
    public string Name { get; }

    /// <summary>A text. One that a language lacks is English.</summary>
    public string this[string key] => _resources.GetString(key, CultureInfo.InvariantCulture) ?? (this == English ? key : English[key]);

    public string Format(string key, params object?[] values) => string.Format(CultureInfo.InvariantCulture, this[key], values);

    /// <summary>The language of a request: that of its address, of its cookie, of the browser, or English.</summary>
    public static WizardTexts For(HttpRequest request, string? asked) =>
        Find(asked) ?? Find(request.Cookies[Cookie]) ?? request.GetTypedHeaders().AcceptLanguage
            .OrderByDescending(language => language.Quality ?? 1).Select(language => Find(language.Value.Value)).FirstOrDefault(found => found is not null) ?? English;

    /// <summary>Remembers a language for later requests.</summary>
    public void Remember(HttpResponse response) => response.Cookies.Append(
        Cookie, Language, new CookieOptions { Path = "/", MaxAge = TimeSpan.FromDays(365), HttpOnly = true, SameSite = SameSiteMode.Lax });

    public static WizardTexts? Find(string? language) =>
        Array.Find(All, texts => language is not null && texts.Language.Equals(language.Split('-')[0], StringComparison.OrdinalIgnoreCase));
}
