using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using TalosBoot.Factory.Wizard.Pages;
using TalosBoot.Factory.Wizard.State;

namespace TalosBoot.Factory.Wizard;

/// <summary>Renders pages to bytes.</summary>
internal sealed partial class WizardRenderer(ILoggerFactory loggers)
{
    public async Task<byte[]> RenderAsync(HttpContext context, WizardPage page)
    {
        context.RequestServices.GetRequiredService<WizardContext>().Page = page;
        var renderer = new HtmlRenderer(context.RequestServices, loggers);
        await using var owned = renderer.ConfigureAwait(false);
        var html = await renderer.Dispatcher.InvokeAsync(async () =>
            (await renderer.RenderComponentAsync<WizardDocument>().ConfigureAwait(true)).ToHtmlString()).ConfigureAwait(false);

        // The renderer writes letters beyond ASCII as references of eight bytes, which makes pages in Russian twice as long.
        return Encoding.UTF8.GetBytes(LetterReference().Replace(html, static match =>
        {
            var number = int.Parse(match.ValueSpan[3..^1], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
            return number >= 0xa0 && Rune.TryCreate(number, out var letter) ? letter.ToString() : match.Value;
        }));
    }

    [GeneratedRegex("&#x[0-9A-Fa-f]{2,6};")]
    private static partial Regex LetterReference();
}
