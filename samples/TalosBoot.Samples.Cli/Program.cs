using TalosBoot.Samples.Imager;

var parsed = ImagerCommand.Create().Parse(args);
if (parsed.Errors.Count > 0)
{
    foreach (var error in parsed.Errors)
    {
        Console.Error.WriteLine(error.Message);
    }

    return 1;
}

return await parsed.InvokeAsync(new() { EnableDefaultExceptionHandler = false });
