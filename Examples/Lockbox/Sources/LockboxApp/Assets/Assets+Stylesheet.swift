extension Assets {
    static let stylesheet = """
        :root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
        body { max-width: 60rem; margin: 0 auto; padding: 1rem; }
        h1 { font-size: 1.4rem; overflow-wrap: anywhere; }
        form { margin: 1rem 0; }
        label { display: block; }
        table { width: 100%; border-collapse: collapse; }
        th, td { text-align: left; vertical-align: top; padding: .3rem .6rem .3rem 0; border-bottom: 1px solid #8884; }
        td:first-child { overflow-wrap: anywhere; }
        td form, nav form, details { display: inline-block; margin: 0; }
        img, video { max-width: 100%; }
        audio, progress { width: 100%; }
        #message { color: #c22; }
        #message:empty { display: none; }
        [hidden] { display: none; }

        """
}
