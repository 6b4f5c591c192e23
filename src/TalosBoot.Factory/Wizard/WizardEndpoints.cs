using System.Text;
using Microsoft.AspNetCore.Http;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Factory.Http;
using TalosBoot.Factory.Options;
using TalosBoot.Factory.Schematics;
using TalosBoot.Factory.Wizard.Offers;
using TalosBoot.Factory.Wizard.Results;
using TalosBoot.Factory.Wizard.State;
using TalosBoot.Factory.Wizard.Texts;
using TalosBoot.Schematics;

namespace TalosBoot.Factory.Wizard;

/// <summary>
/// The pages of the wizard (docs/formats/wizard.md). Every step is a plain form, and the address has the state: what may be secret is sent in the body, and
/// lives in the schematic whose identifier the address has.
/// </summary>
internal sealed class WizardEndpoints(
    WizardStateReader reader, ResultComposer results, ConflictFinder conflicts, SchematicService schematics, ReleaseOffers offers,
    WizardRenderer renderer, ImageFactoryOptions options)
{
    const string PageType = "text/html; charset=utf-8";
    const string Policy =
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    /// <summary><c>GET /</c>: the step that the address has come to, or the one that it names.</summary>
    public async Task SendPageAsync(FactoryExchange exchange)
    {
        if (exchange.IsHead)
        {
            await exchange.WriteAsync(null, ReadOnlyMemory<byte>.Empty).ConfigureAwait(false);
            return;
        }

        var values = FormValues.OfQuery(exchange.Target.Query);
        if (TryChangeLanguage(exchange, values, WizardView.Steps))
        {
            return;
        }

        await SendStepAsync(exchange, values, isSubmitted: false).ConfigureAwait(false);
    }

    /// <summary><c>POST /ui/wizard</c>: the answers of a step. What is complete becomes a schematic, and the browser goes to its address.</summary>
    public async Task SubmitAsync(FactoryExchange exchange)
    {
        var values = await ReadBodyAsync(exchange).ConfigureAwait(false);
        await SendStepAsync(exchange, values, isSubmitted: true).ConfigureAwait(false);
    }

    /// <summary><c>/ui/import</c>: a schematic as text.</summary>
    public async Task ImportAsync(FactoryExchange exchange)
    {
        var isForm = HttpMethods.IsPost(exchange.Context.Request.Method);
        var values = isForm ? await ReadBodyAsync(exchange).ConfigureAwait(false) : FormValues.OfQuery(exchange.Target.Query);
        if (!isForm && TryChangeLanguage(exchange, values, WizardView.Import))
        {
            return;
        }

        var page = new WizardPage { Texts = WizardTexts.For(exchange.Context.Request, null), View = WizardView.Import, Sent = values, Query = isForm ? null : values };
        if (!isForm)
        {
            await SendAsync(exchange, 200, page).ConfigureAwait(false);
            return;
        }

        // Blanks and line ends are part of a text, and around an identifier they are not.
        var text = values.First("schematic") ?? string.Empty;
        var identifier = text.Trim();
        try
        {
            var owner = PasswordGate.UserOf(exchange.Context);
            var id = SchematicId.TryParse(identifier, out _) ? (await schematics.FindAsync(identifier, owner, exchange.Aborted).ConfigureAwait(false))?.Id
                : (await schematics.CreateAsync(Encoding.UTF8.GetBytes(text), owner, exchange.Aborted).ConfigureAwait(false)).Id;
            if (id is { } found)
            {
                Redirect(exchange, WizardAddress.Of(new WizardState { SchematicId = found.Hex }));
                return;
            }

            page = page with { Notices = [new WizardNotice(page.Texts.Format("notice.schematic", identifier), IsError: true)] };
        }
        catch (SchematicException exception)
        {
            page = page with { Notices = [SchematicProblem.Describe(exception, page.Texts)] };
        }

        await SendAsync(exchange, 400, page).ConfigureAwait(false);
    }

    /// <summary><c>GET /ui/compare</c>: two schematics side by side.</summary>
    public async Task CompareAsync(FactoryExchange exchange)
    {
        var values = FormValues.OfQuery(exchange.Target.Query);
        if (TryChangeLanguage(exchange, values, WizardView.Compare))
        {
            return;
        }

        var page = new WizardPage { Texts = WizardTexts.For(exchange.Context.Request, null), View = WizardView.Compare, Sent = values, Query = values };
        var (owner, found, notices) = (PasswordGate.UserOf(exchange.Context), new List<Schematic>(), new List<WizardNotice>());
        foreach (var id in new[] { values.First("a"), values.First("b") }.Select(id => id?.Trim() ?? string.Empty).Where(id => id.Length > 0))
        {
            if (await schematics.FindAsync(id, owner, exchange.Aborted).ConfigureAwait(false) is { } stored)
            {
                found.Add(stored.Schematic);
            }
            else
            {
                notices.Add(new WizardNotice(page.Texts.Format("notice.schematic", id), IsError: true));
            }
        }

        page = page with { Notices = notices, Comparison = found is [var left, var right] ? SchematicComparison.Of(left, right) : null };
        await SendAsync(exchange, notices.Count > 0 ? 404 : 200, page).ConfigureAwait(false);
    }

    async Task SendStepAsync(FactoryExchange exchange, FormValues values, bool isSubmitted)
    {
        var texts = WizardTexts.For(exchange.Context.Request, null);
        var owner = PasswordGate.UserOf(exchange.Context);
        var (state, notices) = await reader.ReadAsync(values, owner, texts, exchange.Aborted).ConfigureAwait(false);
        var next = WizardStateReader.NextStep(state);
        var page = new WizardPage
        {
            Texts = texts,
            View = WizardView.Steps,
            State = state,
            Sent = values,
            Query = isSubmitted ? null : values,
            Notices = notices,
            Step = WizardAddress.StepOf(values.First("step")) is { } asked && asked <= next && IsPartOf(state, asked) ? asked : next,
        };
        var isWrong = false;
        if (page.Step == WizardStep.Result)
        {
            try
            {
                page = await WithSchematicAsync(exchange, page).ConfigureAwait(false);
            }
            catch (SchematicFieldException exception)
            {
                isWrong = true;
                page = page with
                {
                    Step = WizardStep.Customize,
                    WrongField = exception.Field,
                    Notices = [.. notices, new WizardNotice(texts[$"wrong.{exception.Field}"], IsError: true)],
                };
            }
            catch (SchematicException exception)
            {
                // Such as a configuration that is too long for a schematic.
                isWrong = true;
                page = page with { Step = WizardStep.Customize, Notices = [.. notices, SchematicProblem.Describe(exception, texts)] };
            }
        }

        if (isSubmitted && !isWrong)
        {
            Redirect(exchange, WizardAddress.Of(page.State));
            return;
        }

        page = await WithChoicesAsync(exchange, page).ConfigureAwait(false);
        var status = isWrong ? 400 : page.IsReleaseUnreadable ? 502 : notices.Any(notice => notice.IsError) ? 404 : 200;
        await SendAsync(exchange, status, page).ConfigureAwait(false);
    }

    /// <summary>Stores the schematic that the answers make.</summary>
    async Task<WizardPage> WithSchematicAsync(FactoryExchange exchange, WizardPage page)
    {
        var schematic = SchematicComposer.Compose(page.State) with { Owner = string.Empty };
        var created = await schematics.CreateAsync(
            Encoding.UTF8.GetBytes(schematic.ToYaml()), PasswordGate.UserOf(exchange.Context), exchange.Aborted).ConfigureAwait(false);
        return page with { State = page.State with { Basis = schematic with { Owner = created.Owner }, SchematicId = created.Id.Hex, Customization = new() } };
    }

    async Task<WizardPage> WithChoicesAsync(FactoryExchange exchange, WizardPage page)
    {
        switch (page.Step)
        {
            case WizardStep.Version:
                return await offers.FindVersionsAsync(exchange.Aborted).ConfigureAwait(false) is { } offered
                    ? page with { Versions = offered } : page.WithTrouble(page.Texts["notice.releases"]);
            case WizardStep.Extensions:
                return await offers.FindExtensionsAsync(page.State.Release!, exchange.Aborted).ConfigureAwait(false) is { } extensions
                    ? page with { Extensions = extensions } : page.WithTrouble(page.Texts.Format("notice.catalog", page.State.Version), WizardStep.Version);
            case WizardStep.Result:
                var found = await conflicts.FindAsync(page.State, page.State.Basis!, page.Texts, exchange.Aborted).ConfigureAwait(false);
                var canBuild = !page.Notices.Concat(found).Any(notice => notice.IsError);
                var result = await results.ComposeAsync(exchange, page.State, canBuild).ConfigureAwait(false);
                WizardNotice[] problems = result.Problem.Length > 0 ? [new WizardNotice(page.Texts.Format("conflict.other", result.Problem), IsError: true)] : [];
                return page with { Notices = [.. page.Notices, .. found, .. problems], Result = result };
            default:
                return page;
        }
    }

    static bool IsPartOf(WizardState state, WizardStep step) => step switch
    {
        WizardStep.Platform => state.Target == "cloud",
        WizardStep.Board => state.Target == "sbc",
        WizardStep.Machine => state.Target != "sbc",
        _ => true,
    };

    /// <summary>Remembers the language that an address names, and leads to the same page without it.</summary>
    static bool TryChangeLanguage(FactoryExchange exchange, FormValues values, WizardView view)
    {
        if (values.First("lang") is not { } language)
        {
            return false;
        }

        if (language.Length == 0)
        {
            throw new FactoryRequestException(StatusCodes.Status400BadRequest, "missing lang param");
        }

        (WizardTexts.Find(language) ?? WizardTexts.English).Remember(exchange.Response);
        Redirect(exchange, WizardAddress.At(WizardAddress.PathOf(view), values.Without("lang")));
        return true;
    }

    static void Redirect(FactoryExchange exchange, string address)
    {
        exchange.Response.StatusCode = StatusCodes.Status303SeeOther;
        exchange.Response.Headers.Location = address;
        exchange.Response.ContentLength = 0;
    }

    async Task<FormValues> ReadBodyAsync(FactoryExchange exchange)
    {
        try
        {
            return await FormValues.OfBodyAsync(exchange.Context.Request, options.Features.MaximumSchematicLength, exchange.Aborted).ConfigureAwait(false);
        }
        catch (InvalidDataException)
        {
            throw new FactoryRequestException(
                StatusCodes.Status413PayloadTooLarge, $"the form is longer than {options.Features.MaximumSchematicLength} bytes, which is the limit");
        }
    }

    async Task SendAsync(FactoryExchange exchange, int status, WizardPage page)
    {
        var headers = exchange.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "same-origin";
        headers.CacheControl = "no-store"; // A page may show a configuration.
        headers.ContentLanguage = page.Texts.Language;
        var content = await renderer.RenderAsync(exchange.Context, page).ConfigureAwait(false);
        await Answers.WriteAsync(exchange.Context, status, PageType, content).ConfigureAwait(false);
    }
}
